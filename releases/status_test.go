package releases

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/wxrelease/wxrelease/activities"
)

// The activity that is no poll has the name of the worker's.
func TestExpediteActivity(t *testing.T) {
	var a *activities.Activities
	_ = a.ExpediteAudit // renamed, it would not be found here
	assert.Equal(t, "ExpediteAudit", expediteActivity)
}
