package wxatest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"time"
)

// duration is a time.Duration that JSON shows and reads as "1h30m". The exported structs have plain durations, because Go code
// writes them; JSON skips those ("-"), and the methods below write and read durations of this kind instead.
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

// IsZero leaves unset durations out of JSON.
func (d *duration) IsZero() bool { return d == nil || *d == 0 }

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
	After  *duration `json:"after"`
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
	return marshal(struct {
		plain
		verdictOver
	}{plain(v), verdictOver{(*duration)(&v.After), &v.Status}}), nil
}

type appOver struct {
	Detection  *duration `json:"detection,omitzero"`
	Expedited  *duration `json:"expedited,omitzero"`
	SpeedupLag *duration `json:"speedup_lag,omitzero"`
	UndoLag    *duration `json:"undo_lag,omitzero"`
	ReadLag    *duration `json:"read_lag,omitzero"`

	ForgottenAfter *duration `json:"forgotten_after,omitzero"`
	ForgottenFor   *duration `json:"forgotten_for,omitzero"`
}

func (a *App) over() appOver {
	return appOver{
		(*duration)(&a.Detection), (*duration)(&a.Expedited), (*duration)(&a.SpeedupLag), (*duration)(&a.UndoLag),
		(*duration)(&a.ReadLag), (*duration)(&a.ForgottenAfter), (*duration)(&a.ForgottenFor),
	}
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
	return marshal(struct {
		plain
		appOver
	}{plain(a), a.over()}), nil
}

type planOver struct {
	Late  *duration `json:"late,omitzero"`
	Early *duration `json:"early,omitzero"`
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
	return marshal(struct {
		plain
		planOver
	}{plain(p), planOver{(*duration)(&p.Late), (*duration)(&p.Early)}}), nil
}

type faultOver struct {
	Delay *duration `json:"delay,omitzero"`
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
	return marshal(struct {
		plain
		faultOver
	}{plain(f), faultOver{(*duration)(&f.Delay)}}), nil
}

type platformOver struct {
	TicketEvery *duration `json:"ticket_every,omitzero"`
	TicketLife  *duration `json:"ticket_life,omitzero"`
	ClockAhead  *duration `json:"clock_ahead,omitzero"`
}

func (p *Platform) over() platformOver {
	return platformOver{(*duration)(&p.TicketEvery), (*duration)(&p.TicketLife), (*duration)(&p.ClockAhead)}
}

func (p *Platform) UnmarshalJSON(raw []byte) error {
	type plain Platform
	return readStrict(bytes.NewReader(raw), &struct {
		*plain
		platformOver
	}{(*plain)(p), p.over()})
}

func (p Platform) MarshalJSON() ([]byte, error) {
	type plain Platform
	return marshal(struct {
		plain
		platformOver
	}{plain(p), p.over()}), nil
}

// overlay lays the fields of a patch over the present ones, each as a whole.
func overlay[T any](present T, patch map[string]json.RawMessage) (T, error) {
	fields := map[string]json.RawMessage{}
	err := json.Unmarshal(marshal(present), &fields)
	maps.Copy(fields, patch)
	var merged T // a fresh one: decoding into present slices would mix old and new elements
	return merged, errors.Join(err, json.Unmarshal(marshal(fields), &merged))
}
