package words

// with gives the message its values by name; one that is not given is "".
func (m *Message) with(values map[string]any) Text {
	given := make([]any, len(m.places))
	for i, place := range m.places {
		given[i] = values[place]
	}
	return m.Of(given...)
}
