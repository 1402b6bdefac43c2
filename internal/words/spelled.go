package words

import "github.com/wxrelease/wxrelease/workflows"

// Spell writes the plain English of a status' facts beside them: the text of each moment, the message, the meaning and the remedy
// of the problem, and the text about expediting. It is for JSON, whose readers have no catalogue; its English never depends on
// the language of a person.
func Spell(s *workflows.Status) {
	english := English.In(nil)
	for i, m := range s.Timeline {
		if m.Kind != "" {
			m.Times = 0
			s.Timeline[i].Text = english.Say(Moment(m))
		}
	}
	if p := s.Problem; p != nil && p.Kind != "" {
		meaning, remedy := Remedy(*p)
		p.Message, p.Meaning, p.Remedy = english.Say(Problem(*p)), english.Say(meaning), english.Say(remedy)
	}
	if e := s.Expedite; e != nil && e.State != "" {
		e.Text = english.Say(Expedite(e))
	}
}
