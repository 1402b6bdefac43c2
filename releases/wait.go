package releases

import (
	"cmp"
	"context"
	"errors"
	"time"

	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/converter"
	"go.temporal.io/sdk/temporal"
	"google.golang.org/grpc/codes"

	"github.com/wxrelease/wxrelease/internal/words"
)

// How often a release is read that is followed. Its end is noticed at once, whatever the pause.
const (
	PauseFirst   = 2 * time.Second  // between two reads, also after each change
	PauseLongest = 15 * time.Second // the pause grows up to this
	// Between two reads of one [Client], of whichever release: a thousand releases that are followed at once would else be a hundred
	// requests a second, half of them for the workers.
	PauseEach = 100 * time.Millisecond
)

// Patience is how long a Temporal server that never answered is tried. One that answered once is tried until ctx ends: outages
// pass, wrong addresses do not.
const Patience = time.Minute

// Wait follows the Mini Program's open release, or a certain run's, to its end, and tells how it ended. changed may be nil; it is
// called from this goroutine for each thing that is new. The release itself is never touched, so Wait can be stopped and repeated,
// anywhere. Where ctx ends first, the error is a [*StoppedError] and the release is what is known of it, nil when that is nothing.
func (c *Client) Wait(ctx context.Context, appid, runID string, changed func(Change)) (*Release, error) {
	return (&Follower{Client: c, AppID: appid, RunID: runID, Changed: changed}).Follow(ctx)
}

// Follower is [Client.Wait] with more to set. Each is for one use.
type Follower struct {
	Client  *Client
	Connect func(context.Context) (*Client, error) // makes Client where that is nil, again and again while Temporal is away
	AppID   string
	RunID   string                           // "" means the open or last release; from then on only this one: this run, and what came of it
	Last    *Release                         // what is known already, if anything
	Changed func(Change)                     // nil: nobody listens
	Polled  func(last *Release, silent bool) // after each read, for a live view; silent: Temporal does not answer at present

	told   map[string]bool // moments and waits
	silent bool            // Temporal does not answer at present
	cause  error           // why it did not, the last time
}

// StoppedError says that the waiting ended before the release, because the context did.
type StoppedError struct {
	AppID  string
	Silent bool  // Temporal did not answer at the end
	Err    error // why Temporal did not answer the last time, nil when it always did
	Cause  error // of the context's end
}

func (e *StoppedError) Error() string { return e.Words().String() }

// Words says the error in the languages of the programs.
func (e *StoppedError) Words() words.Text { return words.StoppedWaiting.Of(e.AppID, e.Cause) }

func (e *StoppedError) Unwrap() error { return e.Cause }

// Follow gives the release's last known state. At its end the error is nil; before it, the error says why the waiting stopped.
func (f *Follower) Follow(ctx context.Context) (*Release, error) {
	began := time.Now()
	if f.Client != nil {
		f.Client.following.Add(1)
	}
	defer func() {
		if f.Client != nil {
			f.Client.following.Add(-1)
		}
	}()
	for pause := PauseFirst; ; pause = min(pause*3/2, PauseLongest) {
		r, err := f.read(ctx)
		switch {
		case ctx.Err() != nil:
			return f.Last, &StoppedError{AppID: f.AppID, Silent: f.silent, Err: cmp.Or(f.cause, err), Cause: context.Cause(ctx)}
		case err == nil:
			if f.changes(r) {
				pause = PauseFirst
			}
			if !r.Open() {
				return r, nil
			}
		case f.permanent(err), f.Last == nil && time.Since(began) >= Patience:
			return f.Last, err
		default:
			f.cause = err
			if !f.silent {
				f.silent = true
				f.tell(Change{Kind: ChangeSilent, At: time.Now(), Err: err})
			}
		}
		if f.Polled != nil {
			f.Polled(f.Last, f.silent)
		}
		if f.Client != nil {
			pause = max(pause, time.Duration(f.Client.following.Load())*PauseEach)
		}
		f.rest(ctx, pause)
	}
}

func (f *Follower) tell(c Change) {
	if f.Changed != nil {
		f.Changed(c)
	}
}

// read reads the run, connecting first where that has not worked yet.
func (f *Follower) read(ctx context.Context) (*Release, error) {
	if f.Client == nil {
		c, err := f.Connect(ctx)
		if err != nil {
			return nil, err
		}
		c.following.Add(1)
		f.Client = c
	}
	r, err := f.Client.Read(ctx, f.AppID, f.RunID)
	if err != nil {
		return nil, err
	}
	switch {
	case r.Execution == ExecutionTerminated:
		// A reset ends the run this way too, and goes on in a new one.
		current, err := f.Client.Read(ctx, f.AppID, "")
		if err != nil {
			return nil, err
		}
		if current.RunID != r.RunID && current.firstRun == r.firstRun {
			f.tell(Change{Kind: ChangeRunReset, At: time.Now(), RunID: current.RunID})
			r = current
		}
	case f.RunID != "" && r.RunID != f.RunID:
		f.tell(Change{Kind: ChangeRunContinued, At: time.Now(), RunID: r.RunID})
	}
	f.RunID = r.RunID
	return r, nil
}

// rest pauses, but not beyond the end of the run.
func (f *Follower) rest(ctx context.Context, pause time.Duration) {
	ctx, cancel := context.WithTimeout(ctx, pause)
	defer cancel()
	if f.Last != nil && !f.silent {
		err := f.Client.temporal.GetWorkflow(ctx, f.Client.WorkflowID(f.AppID), f.RunID).Get(ctx, nil)
		if _, ended := errors.AsType[*temporal.WorkflowExecutionError](err); err == nil || ended {
			return
		}
	}
	<-ctx.Done()
}

// permanent tells errors that waiting does not cure. What keeps Connect from reaching for the server at all is one.
func (f *Follower) permanent(err error) bool {
	if _, none := errors.AsType[*NotFoundError](err); none {
		return true
	}
	if _, none := errors.AsType[*serviceerror.NamespaceNotFound](err); none || errors.Is(err, converter.ErrUnableToDecode) {
		return true
	}
	switch serviceerror.ToStatus(err).Code() {
	case codes.PermissionDenied, codes.Unauthenticated, codes.InvalidArgument, codes.Unimplemented:
		return true
	}
	_, away := errors.AsType[*UnreachableError](err)
	return f.Client == nil && !away
}
