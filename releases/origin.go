package releases

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"github.com/wxrelease/wxrelease/internal/words"
	"github.com/wxrelease/wxrelease/workflows"
)

// Origin says where a start comes from. It is no part of the release's content.
type Origin struct {
	By    string // who, for people
	From  string // address of the CI job, "" when it is none
	CIRun string // names the CI run, but not the attempt at it
	Again bool   // start anew though the last release had the same content and was approved
}

// requestID is the identity of a start: the CI run and the content. "" when there is no CI run.
func (o Origin) requestID(content string) string {
	if o.CIRun == "" {
		return ""
	}
	sum := sha256.Sum256([]byte(o.CIRun + "\x00" + content))
	return "start-" + hex.EncodeToString(sum[:])
}

// memo is what a run keeps of its start.
func (o Origin) memo(in workflows.ReleaseInput, content string, start time.Time) map[string]any {
	m := map[string]any{memoContent: content, MemoVersion: in.Version, workflows.MemoFirstStart: start.Format(time.RFC3339)}
	set := func(field, text string) {
		if text != "" {
			m[field] = text
		}
	}
	set(MemoName, in.Name)
	set(MemoStartedBy, o.By)
	set(MemoStartedFrom, o.From)
	set(memoRequest, o.requestID(content))
	return m
}

// digest is the identity of a release's content. Whose review it may take over, and by which name people know the merchant, is no
// part of it.
//
// Workflows may call it: encoding/json caches what it learns about a type, which the checker takes for a difference, and writes
// the same value always the same way.
//
//workflowcheck:ignore
func digest(in workflows.ReleaseInput) (string, error) {
	in.Adopt, in.Name = false, ""
	text, err := json.Marshal(in)
	if err != nil {
		return "", words.WritingJSON.Err(in.AppID, err)
	}
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:]), nil
}
