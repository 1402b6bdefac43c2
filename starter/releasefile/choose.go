package releasefile

import "github.com/wxrelease/wxrelease/internal/words"

// choose gives the releases that the options mean.
func (o Options) choose(d *document) ([]entry, error) {
	refuse := func(why Choice, have ...string) ([]entry, error) {
		return nil, &ChoiceError{Choice: why, File: d.reader.file, App: o.App, Have: have}
	}
	if d.apps == nil {
		only := entry{name: d.reader.string(member(d.root, "name")), appid: d.reader.string(member(d.root, "appid"))}
		if o.App != "" && o.App != only.appid && o.App != only.name {
			return refuse(ChoiceOtherApp, only.String())
		}
		return []entry{only}, nil
	}
	if o.AppID.Value != "" {
		return refuse(ChoiceAppID)
	}
	var names []string
	for _, e := range d.apps {
		if o.App != "" && (o.App == e.name || o.App == e.appid) {
			return []entry{e}, nil
		}
		names = append(names, e.String())
	}
	switch {
	case o.App != "":
		return refuse(ChoiceUnknownApp, names...)
	case !o.All:
		return refuse(ChoiceNone, names...)
	}
	return d.apps, nil
}

// ChoiceError says that the options do not fit the Mini Programs of a file.
type ChoiceError struct {
	Choice Choice
	File   string
	App    string   // that the options name
	Have   []string // what there is to choose from: an appid, a name, or both as "name (appid)"
}

// Choice is what is wrong with the choice of a Mini Program.
type Choice string

const (
	ChoiceNone       Choice = "none"        // several are described, and none was chosen
	ChoiceUnknownApp Choice = "unknown-app" // several are described, and another one was chosen
	ChoiceOtherApp   Choice = "other-app"   // one is described, and another one was chosen
	ChoiceAppID      Choice = "appid"       // several are described, so that no single appid replaces theirs
)

func (e *ChoiceError) Error() string { return e.Words().String() }

// Words says the error in the languages of the programs, without the flags of any.
func (e *ChoiceError) Words() words.Text {
	switch e.Choice {
	case ChoiceUnknownApp:
		return words.AppOfNone.Of(e.App, e.File, e.Have)
	case ChoiceOtherApp:
		return words.AppNotOnly.Of(e.File, e.Have, e.App)
	case ChoiceAppID:
		return words.AppIDsStand.Of(e.File)
	default:
		return words.AppNotChosen.Of(e.File, e.Have)
	}
}
