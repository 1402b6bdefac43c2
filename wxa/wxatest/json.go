package wxatest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"time"
)

// duration is a time.Duration that JSON shows and reads as "1h30m". The exported structs have plain durations, because Go code
// writes them; JSON skips those ("-") and the methods below put durations of this kind in their place.
type duration time.Duration

func (d duration) MarshalJSON() ([]byte, error) { return json.Marshal(time.Duration(d).String()) }

func (d *duration) UnmarshalJSON(raw []byte) error {
	var text string
	if err := json.Unmarshal(raw, &text); err != nil {
		return fmt.Errorf("a duration is a text such as \"90s\" or \"3h\", not %s", raw)
	}
	parsed, err := time.ParseDuration(text)
	if err != nil {
		return fmt.Errorf("a duration is a text such as \"90s\" or \"3h\": %w", err)
	}
	*d = duration(parsed)
	return nil
}

// readStrict decodes one JSON value and refuses unknown fields: a misspelt switch must not pass for a set one.
func readStrict(r io.Reader, into any) error {
	dec := json.NewDecoder(r)
	dec.DisallowUnknownFields()
	if err := dec.Decode(into); err != nil {
		return err
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return errors.New("something follows the JSON value")
	}
	return nil
}

// status is 0 for approved: a verdict that forgets its status must not be one.
type verdictOver struct {
	After  *duration `json:"after,omitempty"`
	Status *int      `json:"status"`
}

func (v *Verdict) UnmarshalJSON(raw []byte) error {
	type plain Verdict
	over := struct {
		*plain
		verdictOver
	}{(*plain)(v), verdictOver{After: (*duration)(&v.After)}}
	if err := readStrict(bytes.NewReader(raw), &over); err != nil {
		return err
	}
	if over.verdictOver.Status == nil {
		return errors.New("a verdict needs a status: 0 approved, 1 rejected, 2 under review, 3 withdrawn, 4 delayed")
	}
	v.Status = *over.verdictOver.Status
	return nil
}

func (v Verdict) MarshalJSON() ([]byte, error) {
	type plain Verdict
	return json.Marshal(struct {
		plain
		verdictOver
	}{plain(v), verdictOver{(*duration)(&v.After), &v.Status}})
}

type appOver struct {
	Detection  *duration `json:"detection,omitempty"`
	Expedited  *duration `json:"expedited,omitempty"`
	SpeedupLag *duration `json:"speedup_lag,omitempty"`
	UndoLag    *duration `json:"undo_lag,omitempty"`
}

func (a *App) over() appOver {
	return appOver{(*duration)(&a.Detection), (*duration)(&a.Expedited), (*duration)(&a.SpeedupLag), (*duration)(&a.UndoLag)}
}

func (a *App) UnmarshalJSON(raw []byte) error {
	type plain App
	return readStrict(bytes.NewReader(raw), &struct {
		*plain
		appOver
	}{(*plain)(a), a.over()})
}

func (a App) MarshalJSON() ([]byte, error) {
	type plain App
	return json.Marshal(struct {
		plain
		appOver
	}{plain(a), a.over()})
}

type planOver struct {
	Late  *duration `json:"late,omitempty"`
	Early *duration `json:"early,omitempty"`
}

func (p *PushPlan) UnmarshalJSON(raw []byte) error {
	type plain PushPlan
	return readStrict(bytes.NewReader(raw), &struct {
		*plain
		planOver
	}{(*plain)(p), planOver{(*duration)(&p.Late), (*duration)(&p.Early)}})
}

func (p PushPlan) MarshalJSON() ([]byte, error) {
	type plain PushPlan
	return json.Marshal(struct {
		plain
		planOver
	}{plain(p), planOver{(*duration)(&p.Late), (*duration)(&p.Early)}})
}

type faultOver struct {
	Delay *duration `json:"delay,omitempty"`
}

func (f *Fault) UnmarshalJSON(raw []byte) error {
	type plain Fault
	return readStrict(bytes.NewReader(raw), &struct {
		*plain
		faultOver
	}{(*plain)(f), faultOver{(*duration)(&f.Delay)}})
}

func (f Fault) MarshalJSON() ([]byte, error) {
	type plain Fault
	return json.Marshal(struct {
		plain
		faultOver
	}{plain(f), faultOver{(*duration)(&f.Delay)}})
}
