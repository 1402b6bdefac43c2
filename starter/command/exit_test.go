package command

import (
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/wxrelease/wxrelease/releases"
	"github.com/wxrelease/wxrelease/starter/releasefile"
	"github.com/wxrelease/wxrelease/workflows"
)

// declaredOutcomes reads the constants of type Outcome from the source, so that a new one cannot be forgotten here.
func declaredOutcomes(t *testing.T) []workflows.Outcome {
	t.Helper()
	pkg, err := parser.ParseFile(token.NewFileSet(), "../../workflows/types.go", nil, 0)
	require.NoError(t, err)
	var found []workflows.Outcome
	for _, decl := range pkg.Decls {
		gen, ok := decl.(*ast.GenDecl)
		if !ok || gen.Tok != token.CONST {
			continue
		}
		for _, spec := range gen.Specs {
			v := spec.(*ast.ValueSpec)
			if id, ok := v.Type.(*ast.Ident); ok && id.Name == "Outcome" {
				text, err := strconv.Unquote(v.Values[0].(*ast.BasicLit).Value)
				require.NoError(t, err)
				found = append(found, workflows.Outcome(text))
			}
		}
	}
	return found
}

func TestEveryOutcomeHasACode(t *testing.T) {
	declared := declaredOutcomes(t)
	require.NotEmpty(t, declared)
	for _, o := range declared {
		assert.Contains(t, exitOutcome, o)
	}
	assert.Len(t, exitOutcome, len(declared), "no code for an outcome that does not exist")
	for o, code := range exitOutcome {
		assert.Equal(t, o == workflows.OutcomeApproved, code == exitOK, "only an approval is success, %s is %d", o, code)
	}
}

// The numbers are an interface; this table is the documented one, written out.
func TestExitCodes(t *testing.T) {
	for _, tt := range []struct {
		want    int
		outcome workflows.Outcome
	}{
		{0, workflows.OutcomeApproved},
		{3, workflows.OutcomeRejected},
		{4, workflows.OutcomeWithdrawn},
		{4, workflows.OutcomeCancelled},
		{5, workflows.OutcomeOpen},
		{6, workflows.OutcomeBusy},
		{7, workflows.OutcomeQuota},
		{8, workflows.OutcomeCredentials},
		{9, workflows.OutcomeBlocked},
		{9, workflows.OutcomeCancelFailed},
		{10, workflows.OutcomeExpired},
		{10, workflows.OutcomeDetectionExpired},
		{1, ""},
		{1, "something-new"},
	} {
		assert.Equal(t, tt.want, outcomeCode(tt.outcome), string(tt.outcome))
	}
	for _, tt := range []struct {
		want int
		err  error
	}{
		{0, nil},
		{1, errors.New("anything")},
		{1, &releases.UnreachableError{Err: errors.New("refused")}},
		{1, &releases.NotFoundError{}},
		{2, usage(errors.New("unknown flag"))},
		{2, fmt.Errorf("checking: %w", &releasefile.InvalidError{})},
		{5, &codedError{exitOpen, errors.New("the wait ran out")}},
		{6, fmt.Errorf("starting: %w", &releases.BusyError{})},
	} {
		assert.Equal(t, tt.want, errorCode(tt.err), "%v", tt.err)
	}
}
