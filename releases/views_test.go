package releases

import (
	"net/url"
	"os"
	"regexp"
	"testing"
	"testing/synctest"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Each view is a query of Temporal's list filter, and where the Web UI is known a link that holds it whole.
func TestViews(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		views := New(nil, Options{WebUI: "http://ui", Namespace: "a b"}).Views("wx5555666677778888")
		var names []ViewName
		for _, v := range views {
			names = append(names, v.Name)
			link, err := url.Parse(v.URL)
			require.NoError(t, err)
			assert.Equal(t, "/namespaces/a b/workflows", link.Path)
			assert.Equal(t, v.Query, link.Query().Get("query"))
		}
		assert.Equal(t, []ViewName{ViewNeedsPerson, ViewOpenLong, ViewRejected, ViewMerchant}, names)
		const ours = "WorkflowType = 'ReleaseWorkflow' AND "
		assert.Equal(t, ours+"ExecutionStatus = 'Running' AND WxNeedsHuman = true", views[0].Query)
		assert.Equal(t, ours+"ExecutionStatus = 'Running' AND StartTime <= '1999-12-31T00:00:00Z'", views[1].Query)
		assert.Equal(t, ours+"CloseTime >= '1999-12-25T00:00:00Z' AND WxOutcome = 'rejected'", views[2].Query)
		assert.Equal(t, "WorkflowId = 'wxrelease/wx5555666677778888'", views[3].Query)
	})
	page, err := os.ReadFile("../docs/web-ui.md")
	require.NoError(t, err)
	moment := regexp.MustCompile(`'20[0-9-]+T[0-9:]+Z'`)
	for _, v := range New(nil, Options{}).Views("wx5555666677778888") {
		assert.Contains(t, moment.ReplaceAllString(string(page), "TIME"), "`"+moment.ReplaceAllString(v.Query, "TIME")+"`", "docs/web-ui.md")
	}
	for _, v := range New(nil, Options{}).Views("") {
		assert.Empty(t, v.URL)
	}
}
