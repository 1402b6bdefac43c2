// Package wxatest is a simulated WeChat for tests and demonstrations: the review endpoints of a third-party platform and its
// chain of credentials, with state behind them, a clock that can run fast or by hand, faults on request, encrypted pushes, and
// a ledger of what was really accepted.
//
//	sim := wxatest.New(wxatest.Config{})
//	defer sim.Close()
//	srv := httptest.NewServer(sim)
//	defer srv.Close()
//	sim.AddApp(wxatest.App{AppID: "wx5555666677778888", TrialVersion: "1.4.0"})
//	// … let the program under test call srv.URL with sim.Token(appid) …
//	sim.Advance(3 * time.Hour) // the review is over
//	sim.Ledger()               // one submit
//
// # What it imitates
//
// The paths get_code_privacy_info, submit_audit, get_auditstatus, get_latest_auditstatus, undocodeaudit, speedupaudit,
// queryquota, getversioninfo and get_category, with their documented answers, their error codes at the documented moments, and the
// undocumented ones that users have reported (an error with a zero status, ScreenShot, quoted ids, answers that lag behind
// an undo). Errors carry a rid; the Date header follows the simulated clock, of which WeChat's own can be ahead or behind by
// [Platform].ClockAhead, and [Platform].NoDate leaves the header out. Bodies are checked against the documented limits. Quotas
// and undo limits begin anew with the days and months of UTC+8. Pushes are encrypted and signed as real ones are.
//
// Of what people have seen and no page shows, [App] has switches: NoReviewCode for the three answers of a Mini Program
// without a review; RawTexts for texts that reach the JSON as somebody typed them, control characters and halves of
// characters included (the control interface takes only UTF-8: such bytes come from Go code); ReadLag for reads that are
// behind; ForgottenAfter and ForgottenFor for an id that is not known for a while. [Fault].Errmsg is a text of any length.
//
// # Whose clock
//
// By itself the clock stands still and [Sim.Advance] moves it, or it runs with Config.Speed. With Config.Clock it is the
// caller's, such as a workflow test environment's: no timer runs, every request finds what has become due by then, and two
// weeks of review take no time at all.
//
//	now := start
//	sim := wxatest.New(wxatest.Config{Seed: 7, Clock: func() time.Time { return now }, Callback: callback})
//	client, err := wxa.New(wxa.Config{Tokens: tokens, Transport: sim.Transport()})
//	// … submit …
//	for next, ok := sim.NextEvent(); ok; next, ok = sim.NextEvent() {
//		now = next
//		sim.CatchUp() // the pushes have been answered when it returns
//	}
//
// Only [Fault].Delay waits on the real clock, and a push's time-out is real.
//
// # The platform's credentials
//
// Under /cgi-bin/component/ there are the platform's own credentials: api_component_token, api_start_push_ticket,
// api_create_preauthcode, api_query_auth, api_authorizer_token, api_get_authorizer_list and api_get_authorizer_info. A
// component_verify_ticket is pushed every ten minutes to [Callback].EventsURL and is good for twelve hours; platform and
// merchant tokens have their life, and a new one ends the one before it after an overlap; codes are used up by their first
// use. [Sim.Authorize], [Sim.Revoke], [Sim.ChangePassword] and [Sim.ExpireRefreshToken] are the merchant, and what WeChat
// pushes about that is pushed. With the chain:
//
//	cfg := wxatest.Config{Platform: wxatest.Platform{AppID: "wx1111222233334444", Secret: secret}, Callback: callback}
//	sim := wxatest.New(cfg)
//	// …
//	sim.AddApp(wxatest.App{AppID: appid, AuthorizedLater: true})
//	sim.PushTicket()              // delivered when it returns
//	_, err := sim.Authorize(appid) // so is "authorized", with its code
//	sim.Refreshes()               // which calls for credentials were accepted
//
// # What it does not imitate
//
// There is no commit, no release, no rollback, no template, no list of pages and no media: [Sim.Upload] stands for a commit,
// [App].ReleaseVersion is what is online, and any other path of the API is HTTP 404. It does not review anything: a [Plan] says
// how each review ends. Where WeChat documents no limit (length of version_desc, number of preview files), no
// order of checks, no code (texts that are too long) and no duration, the choice here is invented; the comments say where.
// There are no rate limits (45009 and 45011 come from a [Fault]), callers' addresses are not really checked, and a review event
// is pushed once, because nothing is known of repeats. No user's message is pushed, no other event, no test message of
// 全网发布检测, and no address is asked with a GET and an echostr.
//
// Of the credentials: there is one platform, and no authorisation page behind a pre_auth_code. [Sim.Token] and the token
// service under /_sim/token are for programs without the chain; they have a succession of tokens of their own, so that asking
// for one never ends a token of the chain, as it would at WeChat. A secret is wrong with 40125, never with 40001; a token of a
// merchant who took the authorisation back answers 61003, of one who changed the password 42007. After
// api_start_push_ticket the next ticket comes in the feed's old rhythm. The order of the authorizer list is by appid. An
// account's status is told, but changes no answer. Any expires_in is in the caller's seconds, so a clock that runs fast makes
// it smaller than the documented one; a longer Config.TokenLife makes up for it.
//
// It is for loopback and test networks only: the control interface under /_sim/ has no login and hands out tokens.
package wxatest
