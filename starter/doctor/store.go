package doctor

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"strings"
	"time"

	"github.com/wxrelease/wxrelease/credentials"
	"github.com/wxrelease/wxrelease/internal/words/ofstore"
	"github.com/wxrelease/wxrelease/releases"
)

// Ages of the newest ticket. WeChat pushes one every 10 minutes, and one works for 12 hours.
const (
	ticketLate = 30 * time.Minute
	ticketLost = 2 * time.Hour
)

// store checks the platform's credentials, and what WeChat says to them.
func (x *examination) store(ctx context.Context) {
	rest := []Check{Ticket, Authorization, WeChat, Quota}
	cfg, ok := x.settings.Credentials(nil)
	if !ok {
		x.skip(SkipUnset, Facts{"setting": "WXRELEASE_STORE"}, Store, Ticket, Authorization)
		x.otherTokens(ctx)
		return
	}
	if !strings.Contains(cfg.Store, "://") {
		// Opening would make the file.
		if _, err := os.Stat(cfg.Store); errors.Is(err, fs.ErrNotExist) {
			x.fail(Store, FaultCredentials, StoreNoFile, Facts{"file": cfg.Store})
			x.skip(SkipNoStore, nil, rest...)
			return
		}
	}
	short, cancel := context.WithTimeout(ctx, releases.CallTimeout)
	defer cancel()
	p, err := credentials.Open(short, cfg)
	if errors.Is(err, credentials.ErrKey) {
		x.fail(Store, FaultUsage, StoreWrongKey, Facts{"error": ofstore.Advise(err)})
		x.skip(SkipStoreKey, nil, rest...)
		return
	}
	if err != nil {
		x.fail(Store, FaultCredentials, StoreNotOpened, Facts{"error": err})
		x.skip(SkipStoreClosed, nil, rest...)
		return
	}
	defer p.Close() // only read
	x.keys(short, p, cfg.AppID)
	x.ticket(ctx, p)
	x.authorization(ctx, p)
	if x.AppID == "" {
		x.skip(SkipNoAppID, nil, WeChat, Quota)
		return
	}
	x.wechat(ctx, p, cfg.BaseURL)
}

// keys checks whether the keys open all that is in the store.
func (x *examination) keys(ctx context.Context, p *credentials.Platform, platform string) {
	n, err := p.Keys(ctx)
	switch {
	case err != nil:
		x.fail(Store, FaultCredentials, StoreNotRead, Facts{"error": err})
	case n.Unknown > 0:
		x.fail(Store, FaultUsage, StoreUnreadable, Facts{"secrets": n.Unknown, "of": n.Current + n.Old + n.Unknown})
	case n.Old > 0:
		x.ok(Store, StoreOldKeys, Facts{"platform": platform, "secrets": n.Old})
	default:
		x.ok(Store, StoreOpened, Facts{"platform": platform})
	}
}

// ticket checks the age of the newest component_verify_ticket.
func (x *examination) ticket(ctx context.Context, p *credentials.Platform) {
	ctx, cancel := context.WithTimeout(ctx, releases.CallTimeout)
	defer cancel()
	at, err := p.TicketTime(ctx)
	age := time.Since(at)
	switch {
	case err != nil:
		x.fail(Ticket, FaultCredentials, TicketNotRead, Facts{"error": err})
	case at.IsZero():
		x.fail(Ticket, FaultCredentials, TicketNever, nil)
	case age > ticketLost:
		x.fail(Ticket, FaultCredentials, TicketLost, Facts{"since": since(age)})
	case age > ticketLate:
		x.warn(Ticket, TicketLate, Facts{"since": since(age)})
	default:
		x.ok(Ticket, TicketFresh, Facts{"since": since(age)})
	}
}
