// Package help says the help of commands in the reader's language. The texts are in package words, by the path of the command and
// the name of the flag; the commands themselves have none.
package help

import (
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/internal/wrap"
)

// width is the longest line of a help page, in columns.
const width = 120

// Apply gives every command below root its texts in the language, and the pages their form. What somebody looks for who has used
// the command before comes first: usage, examples, commands or flags; then what it does in detail.
func Apply(root *cobra.Command, l words.Lang) {
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	for _, group := range root.Groups() {
		for _, title := range []*words.Message{
			words.GroupReleases, words.GroupReview, words.GroupFile, words.GroupPlatform, words.GroupPrograms, words.GroupHelp,
		} {
			if title.In(words.English) == group.Title {
				group.Title = title.In(l)
			}
		}
	}
	describe(root, l)
	root.SetUsageFunc(func(cmd *cobra.Command) error {
		cmd.Print(usage(cmd, l))
		return nil
	})
	root.SetHelpFunc(func(cmd *cobra.Command, _ []string) {
		parts := []string{cmd.Short, usage(cmd, l), cmd.Long}
		if cmd.HasAvailableSubCommands() {
			parts = append(parts, words.HelpMore.Of(cmd.CommandPath()+" "+words.HelpCommandPlace.In(l)).In(l))
		}
		parts = slices.DeleteFunc(parts, func(part string) bool { return part == "" })
		for i, part := range parts {
			parts[i] = strings.TrimRight(part, "\n")
		}
		fmt.Fprintln(cmd.OutOrStdout(), strings.Join(parts, "\n\n"))
	})
}

// describe sets the texts of a command and of those below it.
func describe(cmd *cobra.Command, l words.Lang) {
	h, _ := words.CommandHelp(pathOf(cmd))
	if h.Short != nil {
		cmd.Short, cmd.Long = h.Short.In(l), long(h.Paragraphs(l))
	}
	if h.Example != nil {
		cmd.Example = h.Example.In(l)
	}
	cmd.InitDefaultHelpFlag()
	cmd.InitDefaultVersionFlag()
	for _, flags := range []*pflag.FlagSet{cmd.Flags(), cmd.PersistentFlags()} {
		flags.VisitAll(func(f *pflag.Flag) {
			if text, ok := h.Flag(f.Name); ok {
				f.Usage = text.In(l)
			}
		})
	}
	for _, sub := range cmd.Commands() {
		describe(sub, l)
	}
}

// pathOf is the path of a command without the program's name.
func pathOf(cmd *cobra.Command) string {
	return strings.TrimPrefix(strings.TrimPrefix(cmd.CommandPath(), cmd.Root().Name()), " ")
}

func usage(cmd *cobra.Command, l words.Lang) string {
	var b strings.Builder
	section := func(title *words.Message, text string) {
		if text = strings.Trim(text, "\n"); text != "" {
			b.WriteString(title.In(l) + "\n" + text + "\n\n")
		}
	}
	var lines []string
	if cmd.Runnable() {
		lines = append(lines, "  "+places(cmd.UseLine(), l))
	}
	if cmd.HasAvailableSubCommands() {
		lines = append(lines, "  "+places(cmd.CommandPath()+" [command]", l))
	}
	section(words.HelpUsage, strings.Join(lines, "\n"))
	section(words.HelpExamples, cmd.Example)
	for _, group := range cmd.Groups() {
		if text := commands(cmd, group.ID); text != "" {
			b.WriteString(group.Title + "\n" + text + "\n")
		}
	}
	section(words.HelpCommands, commands(cmd, ""))
	section(words.HelpFlags, flags(cmd.LocalFlags(), l))
	section(words.HelpGlobalFlags, flags(cmd.InheritedFlags(), l))
	section(words.HelpTopics, topics(cmd))
	return strings.TrimRight(b.String(), "\n") + "\n"
}

// commands lists the commands of a group below a command, one a line.
func commands(cmd *cobra.Command, group string) string {
	var b strings.Builder
	for _, sub := range cmd.Commands() {
		if sub.GroupID == group && (sub.IsAvailableCommand() || sub.Name() == "help") {
			fmt.Fprintf(&b, "  %-*s %s\n", max(cmd.NamePadding(), 11), sub.Name(), sub.Short)
		}
	}
	return b.String()
}

// topics lists the help topics below a command: pages of help that are no commands.
func topics(cmd *cobra.Command) string {
	var b strings.Builder
	for _, sub := range cmd.Commands() {
		if sub.IsAdditionalHelpTopicCommand() {
			fmt.Fprintf(&b, "  %s help %-*s %s\n", cmd.CommandPath(), max(cmd.NamePadding(), 11), sub.Name(), sub.Short)
		}
	}
	return b.String()
}

// flags lists flags, each with its default.
func flags(set *pflag.FlagSet, l words.Lang) string {
	var names, texts []string
	set.VisitAll(func(f *pflag.Flag) {
		if f.Hidden {
			return
		}
		kind, text := pflag.UnquoteUsage(f)
		name := "      --" + f.Name
		if f.Shorthand != "" {
			name = "  -" + f.Shorthand + ", --" + f.Name
		}
		if kind != "" {
			name += " " + kind
		}
		if !slices.Contains([]string{"", "false", "0", "0s", "[]"}, f.DefValue) {
			value := f.DefValue
			if kind == "string" {
				value = fmt.Sprintf("%q", value)
			}
			text = words.Sequence(text, between(l), words.HelpDefault.Of(value).In(l)).In(l)
		}
		names, texts = append(names, name), append(texts, text)
	})
	column := 0
	for _, name := range names {
		column = max(column, len(name)+3)
	}
	var b strings.Builder
	for i, name := range names {
		for n, line := range wrap.Lines(texts[i], max(width-column, 40)) {
			if n > 0 {
				name = ""
			}
			fmt.Fprintf(&b, "%-*s%s\n", column, name, line)
		}
	}
	return b.String()
}

// between stands between a text and its default.
func between(l words.Lang) string {
	if l == words.Chinese {
		return ""
	}
	return " "
}

// long puts paragraphs into lines that fit, with a blank line between them.
func long(paragraphs []string) string {
	fitting := make([]string, len(paragraphs))
	for i, paragraph := range paragraphs {
		fitting[i] = strings.Join(wrap.Lines(paragraph, width), "\n")
	}
	return strings.Join(fitting, "\n\n")
}

// places puts what stands for commands and flags in a line of use into the language.
func places(line string, l words.Lang) string {
	return strings.NewReplacer("[command]", words.HelpCommandPlace.In(l), "[flags]", words.HelpFlagsPlace.In(l)).Replace(line)
}
