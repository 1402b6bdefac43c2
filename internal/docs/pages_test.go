// Package docs tests that the documentation in two languages says the same.
package docs

import (
	"fmt"
	"os"
	"path/filepath"
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
	neutral  = regexp.MustCompile("^(\\d+|`[^`]+`(, `[^`]+`)*|(worker|bridge|commands|codec|, )+|)$")
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
			to, fragment, _ := strings.Cut(m[1], "#")
			if fragment != "" {
				// Headings are in the page's language: what counts is which one it is, from the top.
				fragment = fmt.Sprint("#", slices.Index(slugs(t, linked("../../"+path, to)), fragment))
			}
			p.links = append(p.links, strings.Replace(to, chinese, ".md", 1)+fragment)
		}
		for _, name := range inline.FindAllString(line, -1) {
			p.codes[name]++
		}
	}
	require.Nil(t, block, "%s: a code block does not end", path)
	slices.Sort(p.links)
	return p
}

// linked is the file to which a page links; "" is the page itself.
func linked(page, to string) string {
	if to == "" {
		return page
	}
	return filepath.Join(filepath.Dir(page), to)
}

// punctuation is what the address of a heading is without.
var punctuation = regexp.MustCompile(`[^\p{L}\p{N} _-]`)

// slugs are the addresses of a page's headings.
func slugs(t *testing.T, path string) (all []string) {
	t.Helper()
	data, err := os.ReadFile(path)
	require.NoError(t, err)
	inCode := false
	for line := range strings.Lines(string(data)) {
		if strings.HasPrefix(line, "```") {
			inCode = !inCode
		}
		if text := strings.TrimLeft(line, "#"); !inCode && text != line {
			text = punctuation.ReplaceAllString(strings.ToLower(strings.TrimSpace(text)), "")
			all = append(all, strings.ReplaceAll(text, " ", "-"))
		}
	}
	return all
}

// chinese ends the name of a page's Chinese form.
const chinese = ".zh-CN.md"

// pages are those that there are in two languages, by the English one's path.
func pages(t *testing.T) []string {
	t.Helper()
	var all []string
	for _, folder := range []string{"", "docs/"} {
		found, err := filepath.Glob("../../" + folder + "*" + chinese)
		require.NoError(t, err)
		for _, path := range found {
			all = append(all, folder+strings.TrimSuffix(filepath.Base(path), chinese)+".md")
		}
	}
	require.Contains(t, all, "README.md")
	require.Greater(t, len(all), 3)
	return all
}

func TestPagesInTwoLanguages(t *testing.T) {
	for _, path := range pages(t) {
		t.Run(path, func(t *testing.T) {
			en, zh := read(t, path), read(t, strings.TrimSuffix(path, ".md")+chinese)
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
		})
	}
}

// Each language leads to the other.
func TestPagesLinkEachOther(t *testing.T) {
	for _, path := range pages(t) {
		name := strings.TrimSuffix(filepath.Base(path), ".md")
		folder := filepath.Dir(path)
		for own, other := range map[string]string{name + ".md": name + chinese, name + chinese: name + ".md"} {
			data, err := os.ReadFile(filepath.Join("../..", folder, own))
			require.NoError(t, err)
			head := strings.Join(strings.SplitN(string(data), "\n", 5)[:4], "\n")
			assert.Contains(t, head, "]("+other+")", own)
		}
	}
}

// What a page links to in this repository is there, the heading too.
func TestLinksLeadSomewhere(t *testing.T) {
	for _, path := range written(t) {
		text, err := os.ReadFile(path)
		require.NoError(t, err)
		for _, m := range link.FindAllStringSubmatch(string(text), -1) {
			if strings.Contains(m[1], "://") {
				continue
			}
			to, fragment, _ := strings.Cut(m[1], "#")
			_, err := os.Stat(linked(path, to))
			if assert.NoError(t, err, "%s links to %s", path, to) && fragment != "" {
				assert.Contains(t, slugs(t, linked(path, to)), fragment, "%s links to %s", path, m[1])
			}
		}
	}
}

// written are all pages: those of docs, and those at the root of the repository.
func written(t *testing.T) (all []string) {
	t.Helper()
	for _, folder := range []string{"../../docs/", "../../"} {
		found, err := filepath.Glob(folder + "*.md")
		require.NoError(t, err)
		all = append(all, found...)
	}
	require.Greater(t, len(all), 20)
	return all
}

// Whoever looks for a page finds it: the index names every file of docs that is to be read, the Chinese one the Chinese form where
// there is one.
func TestIndexNamesEveryPage(t *testing.T) {
	found, err := os.ReadDir("../../docs")
	require.NoError(t, err)
	names := map[string]bool{}
	for _, f := range found {
		names[f.Name()] = true
	}
	for index, inChinese := range map[string]bool{"README.md": false, "README" + chinese: true} {
		text, err := os.ReadFile("../../docs/" + index)
		require.NoError(t, err)
		for name := range names {
			own := strings.HasSuffix(name, chinese) == inChinese
			if inChinese && !own && !names[strings.TrimSuffix(name, ".md")+chinese] {
				own = true // there is no Chinese form
			}
			if own && name != index && !strings.HasSuffix(name, ".png") {
				assert.Contains(t, string(text), "]("+name+")", index)
			}
		}
	}
}

// The first page stays one page: what a first release needs, and where the rest is.
func TestReadmeIsOnePage(t *testing.T) {
	for _, path := range []string{"README.md", "README" + chinese} {
		text, err := os.ReadFile("../../" + path)
		require.NoError(t, err)
		assert.Less(t, strings.Count(string(text), "\n"), 120, path)
	}
}

// SECURITY.md names the tests that show what it says.
func TestSecurityNamesTests(t *testing.T) {
	page, err := os.ReadFile("../../SECURITY.md")
	require.NoError(t, err)
	var tests strings.Builder
	for _, folder := range []string{"bridge", "wxa/push", "credentials"} {
		found, err := filepath.Glob("../../" + folder + "/*_test.go")
		require.NoError(t, err)
		require.NotEmpty(t, found)
		for _, path := range found {
			text, err := os.ReadFile(path)
			require.NoError(t, err)
			tests.Write(text)
		}
	}
	names := regexp.MustCompile("`((?:Test|Fuzz)[A-Z]\\w+)`").FindAllStringSubmatch(string(page), -1)
	require.Greater(t, len(names), 20)
	for _, m := range names {
		assert.Contains(t, tests.String(), "func "+m[1]+"(", "SECURITY.md names it")
	}
}
