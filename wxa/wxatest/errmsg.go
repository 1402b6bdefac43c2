package wxatest

import (
	"fmt"
	"time"
)

// errmsgs are the starts of WeChat's error texts. WeChat changes them without notice; nobody may compare them.
var errmsgs = map[int]string{
	-1:      "system error",
	40001:   "invalid credential, access_token is invalid or not latest",
	40013:   "invalid appid",
	40014:   "invalid access_token",
	40033:   "invalid charset. please check your request, if include \\uxxxx will create fail!",
	40091:   "component ticket is invalid",
	40094:   "invalid component credential",
	40097:   "invalid args",
	40125:   "invalid appsecret",
	40170:   "args count exceed count limit",
	41001:   "access_token missing",
	41002:   "appid missing",
	41004:   "appsecret missing",
	41018:   "component_appid missing",
	41021:   "missing component_access_token",
	42001:   "access_token expired",
	42002:   "refresh_token expired",
	42006:   "component_access_token expired",
	42007:   "access_token and refresh_token exception",
	43001:   "require GET method",
	43002:   "require POST method",
	44002:   "empty post data",
	45009:   "reach max api daily quota limit",
	45011:   "api minute-quota reach limit, must slower, retry next minute",
	47001:   "data format error",
	47002:   "data format error",
	48001:   "api unauthorized",
	48004:   "api forbidden for irregularities",
	50002:   "user limited",
	61003:   "component is not authorized by this account",
	61004:   "access clientip is not registered",
	61005:   "component ticket is expired",
	61006:   "component ticket is invalid",
	61007:   "api is unauthorized to component",
	61009:   "code is invalid",
	61010:   "code is expired",
	61011:   "invalid component",
	61014:   "must use component token for component api",
	61015:   "must use biz account token",
	61023:   "refresh_token is invalid",
	61039:   "code privacy check is not finished, please retry after one minute",
	61040:   "api is used without permission or declaration",
	85006:   "tag format error",
	85007:   "page path error",
	85008:   "category not configured",
	85009:   "already submit a version under auditing",
	85010:   "item_list has an empty member",
	85011:   "title format error",
	85012:   "invalid audit id",
	85023:   "item count must be between 1 and 5",
	85051:   "version_desc or preview_info too large",
	85058:   "no valid audit_id exist",
	85077:   "category is withdrawn",
	85085:   "submit audit reach limit",
	85086:   "must commit before submit audit",
	85087:   "navigate to mini program without declaration",
	85092:   "preview_info format error",
	85093:   "preview_info count over limit",
	85094:   "ugc_declare needed",
	86000:   "should be called only from third party",
	86001:   "component experience version not exists",
	86002:   "miniprogram have not completed init procedure",
	87012:   "forbid revert this version release",
	87013:   "no quota to undo code",
	89401:   "system unstable, please try again later",
	89402:   "the audit is not in the review queue",
	89403:   "this kind of review cannot be expedited",
	89404:   "the audit is already expedited",
	89405:   "no quota to expedite",
	9402202: "concurrent limit",
}

// errmsg gives the text of a failure with its rid, whose first group is the Unix time by WeChat's clock. Sim.mu is held.
func (s *Sim) errmsg(rep reply, now time.Time) string {
	text := orDefault(rep.text, orDefault(errmsgs[rep.code], "simulated failure"))
	return text + rep.detail + s.rid(now)
}

func (s *Sim) rid(now time.Time) string {
	return fmt.Sprintf(" rid: %08x-%08x-%08x", uint32(s.unix(now)), s.rng.Uint32(), s.rng.Uint32())
}
