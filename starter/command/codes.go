package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/wxrelease/wxrelease/wxa"
)

// codesAnswer is the answer of codes.
type codesAnswer struct {
	Codes []codeInfo `json:"codes"`
	whole bool       // text: everything about each, not one line
	lang  lang
	ending
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
		Use:   "codes [CODE…]",
		Short: "Explain WeChat's error codes",
		Long: `Codes prints the catalogue of WeChat's error codes by which releases decide what to repeat: class, meaning, and with a code
given also the remedy, what a release does about it, and where it is documented. It connects to nothing.

Classes: transient: repeated soon; wait: clears by itself; token: a fresh token is tried once; quota: a counter is used up;
fix: somebody must change something first; idempotent: the wanted state is there already; ambiguous: it may have happened,
so the state is read before a repeat.`,
		Example: `  wxrelease codes
  wxrelease codes 61039
  wxrelease codes -1 85009 -o json
  wxrelease codes --class quota
  wxrelease codes -o json | jq '.codes[] | select(.class == "fix")'`,
		Args: func(_ *cobra.Command, args []string) error {
			for _, arg := range args {
				if _, err := strconv.Atoi(arg); err != nil {
					return fmt.Errorf("%q is not an error code such as 61039", arg)
				}
			}
			return nil
		},
		ValidArgsFunction: func(_ *cobra.Command, _ []string, begin string) (found []string, _ cobra.ShellCompDirective) {
			for _, info := range wxa.Codes() {
				if code := strconv.Itoa(info.Code); strings.HasPrefix(code, begin) {
					found = append(found, code+"\t"+info.Meaning)
				}
			}
			return found, cobra.ShellCompDirectiveNoFileComp
		},
		PreRunE: func(_ *cobra.Command, args []string) error {
			switch {
			case class == "":
				return nil
			case len(args) > 0:
				return errors.New("--class: only goes without codes")
			case !slices.ContainsFunc(classes, func(c wxa.Class) bool { return c.String() == class }):
				return fmt.Errorf("--class: %q is none of %s", class, classNames())
			}
			return nil
		},
		RunE: a.command(func(_ context.Context, args []string) (answer, error) {
			ans := &codesAnswer{Codes: []codeInfo{}, whole: len(args) > 0}
			if !ans.whole {
				for _, info := range wxa.Codes() {
					if class == "" || info.Class.String() == class {
						ans.Codes = append(ans.Codes, explained(info))
					}
				}
				return ans, nil
			}
			var unknown []string
			for _, arg := range args {
				code, _ := strconv.Atoi(arg) // checked above
				if info, ok := wxa.Lookup(code); ok {
					ans.Codes = append(ans.Codes, explained(info))
				} else {
					unknown = append(unknown, arg)
				}
			}
			if len(unknown) > 0 {
				return ans, fmt.Errorf("WeChat documents no code %s; a release that gets one stops as blocked and shows WeChat's whole message. WeChat's support can look the call up by its rid for 7 days", strings.Join(unknown, ", "))
			}
			return ans, nil
		}),
	}
	cmd.Flags().StringVar(&class, "class", "", "only this class: "+classNames())
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

func classNames() string {
	var names []string
	for _, c := range classes {
		names = append(names, c.String())
	}
	return strings.Join(names, ", ")
}

func explained(info wxa.Info) codeInfo {
	return codeInfo{
		Code: info.Code, Text: info.Text, Class: info.Class.String(), Access: info.Access,
		Meaning: info.Meaning, Remedy: info.Remedy, Retried: retried(info), Source: info.Source,
	}
}

// retried says what a release does about a code.
func retried(info wxa.Info) string {
	switch {
	case info.Code == wxa.CodeMinuteQuota:
		return "yes, a minute or more later"
	case info.Class == wxa.ClassTransient:
		return "yes, with growing pauses"
	case info.Class == wxa.ClassWait:
		return "yes, at WeChat's pace, until the limit of the step"
	case info.Class == wxa.ClassToken:
		return "at once with a fresh token, then with growing pauses; before the submission at most for limits.submit, then the release ends as credentials"
	case info.Access:
		return "no: the release ends as credentials; once a submission may be out it calls a person and goes on trying"
	case info.Class == wxa.ClassIdempotent:
		return "not needed: the wanted state is there, which is read back"
	case info.Class == wxa.ClassAmbiguous:
		return "after reading the state at WeChat: what did happen is adopted"
	case info.Class == wxa.ClassQuota:
		return "no: the release ends as quota; once a submission may be out it calls a person and goes on trying"
	default:
		return "no: the release ends as blocked; once a submission may be out it calls a person and goes on trying"
	}
}

// in says in which language the text is.
func (c *codesAnswer) in(l lang) { c.lang = l }

func (c *codesAnswer) text(w io.Writer) {
	texts := slices.Clone(c.Codes)
	for i := range texts {
		texts[i].Meaning, texts[i].Remedy = c.lang.code(texts[i].Code, texts[i].Meaning, texts[i].Remedy)
	}
	if c.whole {
		for i, info := range texts {
			if i > 0 {
				fmt.Fprintln(w)
			}
			info.write(w, c.lang)
		}
		return
	}
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "CODE\tCLASS\tMEANING")
	for _, info := range texts {
		fmt.Fprintf(t, "%d\t%s\t%s\n", info.Code, info.Class, info.Meaning)
	}
	// Writing to a strings.Builder cannot fail.
	_ = t.Flush()
}

func (i codeInfo) write(w io.Writer, l lang) {
	for _, row := range [][2]string{
		{"code", strconv.Itoa(i.Code)}, {"message", i.Text}, {"class", i.Class}, {"meaning", i.Meaning}, {"what to do", i.Remedy},
		{"repeated", l.sentence(i.Retried)}, {"documented", i.Source},
	} {
		if row[1] != "" {
			_, _ = io.WriteString(w, named(l.word(row[0]), row[1]))
		}
	}
}
