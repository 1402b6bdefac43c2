// Package wxatest is a simulated WeChat for tests and demonstrations: the review endpoints of a third-party platform with
// state behind them, a clock that can run fast or by hand, faults on request, encrypted pushes, and a ledger of what was
// really accepted.
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
// queryquota and getversioninfo, with their documented answers, their error codes at the documented moments, and the
// undocumented ones that users have reported (an error with a zero status, ScreenShot, quoted ids, answers that lag behind
// an undo). Errors carry a rid; the Date header follows the simulated clock. Bodies are checked against the documented
// limits. Quotas and undo limits begin anew with the days and months of UTC+8. Pushes are encrypted and signed as real
// ones are.
//
// # What it does not imitate
//
// There is no commit, no release, no template, no media and no chain of platform credentials: [Sim.Upload] stands for a
// commit, [Sim.Token] and the token service under /_sim/token for the credentials. It does not review anything: a [Plan]
// says how each review ends. Where WeChat documents no limit (length of version_desc, number of preview files), no order of
// checks, no code (texts that are too long) and no duration, the choice here is invented; the comments say where. Calls are
// not rated, addresses are not really checked, and a review event is pushed once, because nothing is known of repeats.
//
// It is for loopback and test networks only: the control interface under /_sim/ has no login and hands out tokens.
package wxatest
