package help

import (
	"errors"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/wxrelease/wxrelease/internal/spelling"
	"github.com/wxrelease/wxrelease/internal/words"
)

// Fault gives what is wrong with the flags of a command line as an error that words can say.
func Fault(_ *cobra.Command, err error) error {
	if unknown, ok := errors.AsType[*pflag.NotExistError](err); ok {
		return words.FlagUnknown.Err(dashed(unknown.GetSpecifiedName(), unknown.GetSpecifiedShortnames()))
	}
	if missing, ok := errors.AsType[*pflag.ValueRequiredError](err); ok {
		return words.FlagNoValue.Err(dashed(missing.GetSpecifiedName(), missing.GetSpecifiedShortnames()))
	}
	if syntax, ok := errors.AsType[*pflag.InvalidSyntaxError](err); ok {
		return words.FlagSyntax.Err(syntax.GetSpecifiedFlag())
	}
	if invalid, ok := errors.AsType[*pflag.InvalidValueError](err); ok {
		f := invalid.GetFlag()
		var fault any = invalid.Unwrap()
		switch f.Value.Type() {
		case "duration":
			fault = words.FlagDuration.Of(invalid.GetValue())
		case "int":
			fault = words.FlagNumber.Of(invalid.GetValue())
		case "bool":
			fault = words.FlagSwitch.Of(invalid.GetValue())
		}
		return words.FlagFault.Err("--"+f.Name, fault)
	}
	return err
}

// dashed writes a flag as it was given; letters are those behind one dash.
func dashed(name, letters string) string {
	if letters != "" {
		return "-" + name
	}
	return "--" + name
}

// NoCommand refuses an argument where only a command belongs: for the Args of a command that has others below it.
func NoCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	var names []string
	for _, sub := range cmd.Commands() {
		if !sub.Hidden {
			names = append(names, sub.Name())
		}
	}
	slices.Sort(names)
	if near := spelling.Nearest(strings.ToLower(args[0]), names); near != "" {
		return words.CommandNearest.Err(args[0], cmd.CommandPath(), near)
	}
	return words.CommandUnknown.Err(args[0], cmd.CommandPath())
}

// NoArguments is for the Args of a command that takes none.
func NoArguments(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	return words.ArgumentNone.Err(cmd.CommandPath(), args[0])
}

// LangOf gives the language that arguments and environment ask for, before the flags are parsed: help and faults of flags are
// said in it too. A --lang that is none of ours is found later, by whoever parses the flags.
func LangOf(args []string, env interface{ LookupEnv(string) (string, bool) }) words.Lang {
	asked := ""
	for i, arg := range args {
		if arg == "--" {
			break
		}
		if value, found := strings.CutPrefix(arg, "--lang="); found {
			asked = value
		} else if arg == "--lang" && i+1 < len(args) {
			asked = args[i+1]
		}
	}
	l, _ := words.LangOf(asked, env) // with an error comes the locale's
	return l
}
