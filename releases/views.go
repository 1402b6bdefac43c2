package releases

import (
	"net/url"
	"time"

	"github.com/wxrelease/wxrelease/workflows"
)

// ViewName names a view.
type ViewName string

// The views.
const (
	ViewNeedsPerson ViewName = "needs-person"       // open releases in which somebody must act
	ViewOpenLong    ViewName = "open-over-a-day"    // open for more than a day
	ViewRejected    ViewName = "rejected-in-7-days" // rejected within the last seven days
	ViewMerchant    ViewName = "merchant"           // all releases of one Mini Program
)

// View is a list of releases in the Temporal Web UI.
type View struct {
	Name  ViewName `json:"name"`
	Query string   `json:"query"`         // of Temporal's list filter
	URL   string   `json:"url,omitempty"` // "" when the address of the Web UI is not known
}

// Views are the lists that people ask for most, as of now: all but the one of an appid need the search attributes. appid is "" for none.
func (c *Client) Views(appid string) []View {
	view := func(name ViewName, query string) View { return View{name, query, c.viewURL(query)} }
	views := []View{
		view(ViewNeedsPerson, Query{NeedsHuman: true}.indexed(true)),
		view(ViewOpenLong, Query{OlderThan: 24 * time.Hour}.indexed(true)),
		view(ViewRejected, Query{Outcome: workflows.OutcomeRejected, EndedWithin: 7 * 24 * time.Hour}.indexed(false)),
	}
	if appid != "" {
		views = append(views, view(ViewMerchant, "WorkflowId = "+quoted(c.WorkflowID(appid))))
	}
	return views
}

func (c *Client) viewURL(query string) string {
	return c.workflowsURL("?query=" + url.QueryEscape(query))
}
