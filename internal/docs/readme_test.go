// Package docs tests that the documentation in two languages says the same.
package docs

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// page is what two languages of one page must have in common.
type page struct {
	headings []string   // their levels
	blocks   []string   // code without its comments and without Chinese; pictures of text only as such
	tables   [][]string // of each row, the cells that hold no language: numbers, names in code
	links    []string
	codes    map[string]int // names in code, how often
}

var (
	heading = regexp.MustCompile(`^(#+) `)
	comment = regexp.MustCompile(`(?m)\s+# .*$`)
	// sentence is a text for people in an example.
	sentence = regexp.MustCompile(`(?m)^(\s*version_desc:).*$`)
	link     = regexp.MustCompile(`\]\(([^)]+)\)`)
	inline   = regexp.MustCompile("`[^`]+`")
	neutral  = regexp.MustCompile("^(\\d+|`[^`]+`(, `[^`]+`)*|(worker|bridge|commands|, )+|)$")
)

// neutralCode is what a block has in both languages: of a drawing and of a program's output, only that it is there.
func neutralCode(block string) string {
	switch kind, _, _ := strings.Cut(block, "\n"); kind {
	case "```", "```text":
		return kind
	}
	return sentence.ReplaceAllString(comment.ReplaceAllString(block, ""), "$1 …")
}

func read(t *testing.T, path string) page {
	t.Helper()
	data, err := os.ReadFile("../../" + path)
	require.NoError(t, err)
	p := page{codes: map[string]int{}}
	var block *strings.Builder
	inTable := false
	for line := range strings.Lines(string(data)) {
		line = strings.TrimSuffix(line, "\n")
		if strings.HasPrefix(line, "```") {
			if block == nil {
				block = &strings.Builder{}
			} else {
				p.blocks = append(p.blocks, neutralCode(block.String()))
				block = nil
			}
		}
		if block != nil {
			block.WriteString(line + "\n")
			continue
		}
		if m := heading.FindStringSubmatch(line); m != nil {
			p.headings = append(p.headings, m[1])
		}
		if strings.HasPrefix(line, "|") {
			if !inTable {
				p.tables = append(p.tables, nil)
			}
			var cells []string
			for _, cell := range strings.Split(strings.Trim(line, "|"), "|") {
				if cell = strings.TrimSpace(cell); !neutral.MatchString(cell) {
					cell = "…"
				}
				cells = append(cells, cell)
			}
			last := &p.tables[len(p.tables)-1]
			*last = append(*last, strings.Join(cells, " | "))
		}
		inTable = strings.HasPrefix(line, "|")
		for _, m := range link.FindAllStringSubmatch(line, -1) {
			if !strings.HasPrefix(m[1], "README") {
				p.links = append(p.links, m[1])
			}
		}
		for _, name := range inline.FindAllString(line, -1) {
			p.codes[name]++
		}
	}
	require.Nil(t, block, "%s: a code block does not end", path)
	slices.Sort(p.links)
	return p
}

func TestReadmeInTwoLanguages(t *testing.T) {
	en, zh := read(t, "README.md"), read(t, "README.zh-CN.md")
	require.NotEmpty(t, en.tables)
	assert.Equal(t, en.headings, zh.headings, "headings")
	require.Len(t, zh.blocks, len(en.blocks), "code blocks")
	for i := range en.blocks {
		assert.Equal(t, en.blocks[i], zh.blocks[i], "code, without its comments")
	}
	require.Len(t, zh.tables, len(en.tables), "tables")
	for i := range en.tables {
		assert.Equal(t, en.tables[i], zh.tables[i], "a table's rows, their numbers and names")
	}
	assert.Equal(t, en.links, zh.links, "links")
	assert.Equal(t, en.codes, zh.codes, "names in code")
}

// Each language leads to the other.
func TestReadmesLinkEachOther(t *testing.T) {
	for path, other := range map[string]string{"README.md": "README.zh-CN.md", "README.zh-CN.md": "README.md"} {
		data, err := os.ReadFile("../../" + path)
		require.NoError(t, err)
		head := strings.Join(strings.SplitN(string(data), "\n", 5)[:4], "\n")
		assert.Contains(t, head, "]("+other+")", path)
	}
}

// What a page links to in this repository is there.
func TestLinksLeadSomewhere(t *testing.T) {
	for _, path := range []string{"README.md", "README.zh-CN.md"} {
		for _, to := range read(t, path).links {
			to, _, _ = strings.Cut(to, "#")
			if to == "" || strings.Contains(to, "://") {
				continue
			}
			_, err := os.Stat("../../" + to)
			assert.NoError(t, err, "%s links to %s", path, to)
		}
	}
}
