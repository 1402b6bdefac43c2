package command

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/wxa"
)

// codesAnswer is the answer of codes.
type codesAnswer struct {
	Codes []codeInfo `json:"codes"`
	ending

	rows  []wxa.Info // the codes
	whole bool       // text: everything about each, not one line
}

// codeInfo is what is known about one errcode of WeChat.
type codeInfo struct {
	Code    int    `json:"code"`
	Text    string `json:"text,omitempty"` // start of WeChat's errmsg
	Class   string `json:"class"`
	Access  bool   `json:"access"` // about a token, a permission or the IP allow list
	Meaning string `json:"meaning"`
	Remedy  string `json:"remedy,omitempty"`
	Retried string `json:"retried"` // what a release does when it gets this code
	Source  string `json:"source,omitempty"`
}

// classes are the words for --class.
var classes = []wxa.Class{
	wxa.ClassTransient, wxa.ClassWait, wxa.ClassToken, wxa.ClassQuota, wxa.ClassFix, wxa.ClassIdempotent, wxa.ClassAmbiguous,
}

func (a *app) codesCommand() *cobra.Command {
	var class string
	cmd := &cobra.Command{
		Use: "codes [CODE…]",
		Args: func(_ *cobra.Command, args []string) error {
			for _, arg := range args {
				if _, err := strconv.Atoi(arg); err != nil {
					return words.NotACode.Err(arg)
				}
			}
			return nil
		},
		ValidArgsFunction: func(_ *cobra.Command, _ []string, begin string) (found []string, _ cobra.ShellCompDirective) {
			for _, info := range wxa.Codes() {
				if code := strconv.Itoa(info.Code); strings.HasPrefix(code, begin) {
					meaning, _ := words.Code(info)
					found = append(found, code+"\t"+a.reader().Say(meaning))
				}
			}
			return found, cobra.ShellCompDirectiveNoFileComp
		},
		PreRunE: func(_ *cobra.Command, args []string) error {
			switch {
			case class == "":
				return nil
			case len(args) > 0:
				return words.FlagWithoutCodes.Err()
			case !slices.ContainsFunc(classes, func(c wxa.Class) bool { return c.String() == class }):
				return words.FlagOneOf.Err("--class", class, classes)
			}
			return nil
		},
		RunE: a.command(func(_ context.Context, args []string) (answer, error) {
			ans := &codesAnswer{Codes: []codeInfo{}, whole: len(args) > 0}
			if !ans.whole {
				for _, info := range wxa.Codes() {
					if class == "" || info.Class.String() == class {
						ans.add(info)
					}
				}
				return ans, nil
			}
			var unknown []string
			for _, arg := range args {
				code, _ := strconv.Atoi(arg) // checked above
				if info, ok := wxa.Lookup(code); ok {
					ans.add(info)
				} else {
					unknown = append(unknown, arg)
				}
			}
			if len(unknown) > 0 {
				return ans, words.UnknownCode.Err(unknown)
			}
			return ans, nil
		}),
	}
	cmd.Flags().StringVar(&class, "class", "", "")
	return cmd
}

// dashed puts codes that begin with a minus sign where they are not taken for flags, so that wxrelease codes -1 works.
func dashed(args []string) []string {
	if len(args) == 0 || args[0] != "codes" {
		return args
	}
	var others, codes []string
	for _, arg := range args {
		if _, err := strconv.Atoi(arg); err == nil {
			codes = append(codes, arg)
		} else if arg != "--" {
			others = append(others, arg)
		}
	}
	if len(codes) == 0 {
		return args
	}
	return append(append(others, "--"), codes...)
}

// add explains a code.
func (c *codesAnswer) add(info wxa.Info) {
	c.rows = append(c.rows, info)
	c.Codes = append(c.Codes, codeInfo{
		Code: info.Code, Text: info.Text, Class: info.Class.String(), Access: info.Access,
		Meaning: info.Meaning, Remedy: info.Remedy, Retried: inJSON.Say(words.Retried(info)), Source: info.Source,
	})
}

func (c *codesAnswer) text(w io.Writer, r words.Reader) {
	rows := [][]any{{words.ColumnCode, words.ColumnClass, words.ColumnMeaning}}
	for i, info := range c.rows {
		meaning, remedy := words.Code(info)
		if !c.whole {
			rows = append(rows, []any{info.Code, info.Class, meaning})
			continue
		}
		if i > 0 {
			fmt.Fprintln(w)
		}
		l := lines{w, r}
		l.add("code", info.Code)
		l.add("message", info.Text)
		l.add("class", info.Class)
		l.add("meaning", meaning)
		l.add("what to do", remedy)
		l.add("repeated", words.Retried(info))
		l.add("documented", info.Source)
	}
	if !c.whole {
		table(w, r, rows...)
	}
}
