package words

import (
	"slices"

	"github.com/wxrelease/wxrelease/activities"
	"github.com/wxrelease/wxrelease/wxa"
)

// What problems mean, and what to do, beside what the table of codes says.
var (
	meansInvalid  = message("Nothing was sent.", "没有发送任何请求。")
	remedyInvalid = message("Correct the release file and start again.", "请修改提审文件后重新提审。")
	remedyLonger  = message(
		"Start the release again to wait longer. If the check never ends, upload the code once more, which starts a new check; do "+
			"not repeat uploads in a loop.",
		"重新提审可继续等待。如果检测一直不结束，请再上传一次代码，会开始新的检测；不要循环反复上传。",
	)
	meansSystem = message(
		"WeChat's \"system error\" on a submission often hides another fault.",
		"提审时微信返回的“系统错误”背后往往另有原因。",
	)
	remedySystem = message(
		"Check that the Mini Program has an approved category and that the item list names it, that the texts are plain UTF-8, "+
			"and upload the code once more; then start again.",
		"请确认小程序有已通过审核的类目且 `item_list` 使用了它，文字均为纯 UTF-8，并再上传一次代码；然后重新提审。",
	)
	meansForeign = message(
		"Another review of this Mini Program is open that this release did not submit; WeChat accepts one at a time.",
		"该小程序有一个不是由本次提审提交的审核单正在审核中；微信同一时间只受理一个。",
	)
	remedyForeign = message("Wait for its verdict or withdraw it, then start again.", "请等待它的审核结果或撤回它，然后重新提审。")
	remedyAdopt   = message(
		"If an earlier run of yours submitted it, start again with --adopt (or `adopt: true` in the release file), which takes it "+
			"over. Otherwise wait for its verdict or withdraw it, then start again.",
		"如果它是你先前的运行提交的，请加 --adopt（或在提审文件中写 `adopt: true`）重新开始，以接管该审核单。否则请等待它的审核结果或撤回它，然后重新提审。",
	)
	remedyAfterIt = message(
		"The release goes on by itself once that review is over. To take that review over instead, cancel this release, then "+
			"start it with --adopt.",
		"该审核结束后提审任务会自动继续。如要改为接管该审核单，请先取消本任务，再用 --adopt 开始。",
	)
	meansUnseen = message(
		"A review is open that this platform cannot see, most likely one that was submitted before the merchant authorised it.",
		"有一个本平台看不到的审核单正在审核中，很可能是商家授权之前提交的。",
	)
	remedyUnseen = message(
		"Wait for that review to end or let the merchant withdraw it, then start again.",
		"请等待该审核结束，或请商家撤回它，然后重新提审。",
	)
	meansUnseenOut = message(
		"It may be the one that this release submitted, whose reply was lost.",
		"可能就是本次提审的审核单，只是应答丢失。",
	)
	remedyConsole = message(
		"Look at the Mini Program's reviews in the platform's console. The release goes on by itself as soon as WeChat shows it.",
		"请在第三方平台后台查看该小程序的审核。微信能查询到后，提审任务会自动继续。",
	)
	meansLater = message(
		"WeChat shows the newest review only, so it cannot be told whether this release's own was accepted and is over. Sending "+
			"again could submit twice.",
		"微信只显示最近的审核单，因此无法判断本次提审是否已被受理并已结束。再次提审可能造成重复提审。",
	)
	remedyLater = message(
		"Look at the Mini Program's reviews in the platform's console. If there is none of this version, cancel this release and "+
			"start it again.",
		"请在第三方平台后台查看该小程序的审核单。如果没有该版本的审核单，请取消本任务后重新开始。",
	)
	meansUnclear = message(
		"Sending again could submit twice; taking over a stranger's review could publish the wrong code. So nothing more was sent.",
		"再次发送可能造成重复提审；接管他人的审核单可能导致发布错误的代码。因此没有再发送任何请求。",
	)
	remedyUnclear = message(
		"Look the review up in the platform's console. Start again once no review is open.",
		"请在第三方平台后台查看该审核单。没有审核中的版本后再重新提审。",
	)
	remedyUnclearOut = message(
		"Look the review up in the platform's console. The release goes on by itself once WeChat tells whose it is, or no review "+
			"is open.",
		"请在第三方平台后台查看该审核单。微信说明它由谁提交，或没有审核中的版本之后，提审任务会自动继续。",
	)
	meansWithdraw = message(
		"A withdrawal takes no id and would hit whatever is open, whosever it is; nothing was withdrawn.",
		"撤回接口（`undocodeaudit`）不带审核单号，无论是谁提交的都会被撤回；因此没有撤回。",
	)
	remedyWithdraw = message(
		"Look the review up in the platform's console and withdraw it there if it is yours.",
		"请在第三方平台后台查看该审核单；如果是本平台提交的，请在那里撤回。",
	)
	remedyBoth = message("Look at both reviews in the platform's console.", "请在第三方平台后台查看这两个审核单。")
	meansTrial = message(
		"WeChat reviews the version that was uploaded last, and that is another one; nothing was sent.",
		"微信审核的是最近一次上传的体验版，而当前的体验版是另一个版本；没有发送任何请求。",
	)
	remedyTrial = message(
		"Upload the version, or correct the release file's version, and start again.",
		"请上传该版本，或修改提审文件中的版本，然后重新提审。",
	)
	meansVersion = message(
		"Another version was uploaded in the moment of the submission, and WeChat reviews what was uploaded last.",
		"提审的同时有人上传了另一个版本，而微信审核的是最近一次上传的版本。",
	)
	remedyVersion = message(
		"Withdraw the review, upload the right version, and start again. Do not publish what this review approves.",
		"请撤回审核，上传正确的版本，然后重新提审。不要发布这次审核通过的版本。",
	)
	meansRevoked = message(
		"WeChat refuses every call of this platform for the Mini Program; a review that is open goes on without us.",
		"微信会拒绝本平台对该小程序的一切调用；审核中的版本会继续审核，但本平台无法得知结果。",
	)
	remedyRevoked = message(
		"Let the merchant authorise the platform again with permission set 18, then start the release again.",
		"请商家重新授权给本平台并勾选权限集 18，然后重新提审。",
	)
)

// Remedy says what a problem means and what to do about it; either may be zero. An older worker's own English stays.
func Remedy(p activities.Problem) (meaning, remedy Text) { return remedyAs(p.Kind, p) }

// remedyOfOlder takes the English of an older worker for what it is: a row of the table of codes, or else a text.
func remedyOfOlder(p activities.Problem) (meaning, remedy Text) {
	for _, info := range slices.Concat(wxa.Codes(), wxa.EndpointCodes()) {
		if info.Code != p.Code || info.Meaning != p.Meaning {
			continue
		}
		meaning, remedy = Code(info)
		if info.Remedy != p.Remedy {
			remedy = orZero(p.Remedy)
		}
		return meaning, remedy
	}
	return orZero(p.Meaning), orZero(p.Remedy)
}

func remedyAs(kind activities.ProblemKind, p activities.Problem) (meaning, remedy Text) {
	switch kind {
	case "":
		return remedyOfOlder(p)
	case activities.ProblemGaveUp, activities.ProblemGaveUpUnsure:
		if p.Of == activities.ProblemGaveUp || p.Of == activities.ProblemGaveUpUnsure {
			return Text{}, Text{}
		}
		return remedyAs(p.Of, p)
	case activities.ProblemInvalid:
		return meansInvalid.Of(), remedyInvalid.Of()
	case activities.ProblemCheckLasts:
		meaning, _ = ofCode(p)
		return meaning, remedyLonger.Of()
	case activities.ProblemLastingError:
		if p.Code == wxa.CodeSystemBusy {
			return meansSystem.Of(), remedySystem.Of()
		}
		return ofCode(p)
	case activities.ProblemForeignReview:
		return meansForeign.Of(), afterForeign(p)
	case activities.ProblemUnseenReview:
		if p.MayBeOut {
			return meansUnseenOut.Of(), remedyConsole.Of()
		}
		return meansUnseen.Of(), remedyUnseen.Of()
	case activities.ProblemLaterReview:
		return meansLater.Of(), remedyLater.Of()
	case activities.ProblemUnclearOwner:
		if p.MayBeOut {
			return meansUnclear.Of(), remedyUnclearOut.Of()
		}
		return meansUnclear.Of(), remedyUnclear.Of()
	case activities.ProblemUnclearWithdrawal:
		return meansWithdraw.Of(), remedyWithdraw.Of()
	case activities.ProblemNotNewest:
		return meansWithdraw.Of(), remedyBoth.Of()
	case activities.ProblemTrialVersion:
		return meansTrial.Of(), remedyTrial.Of()
	case activities.ProblemReviewVersion:
		return meansVersion.Of(), remedyVersion.Of()
	case activities.ProblemRevoked:
		return meansRevoked.Of(), remedyRevoked.Of()
	case activities.ProblemNoToken:
		meaning, remedy = ofCode(p)
		if advice := tokenAdvice(p.Reason); !advice.IsZero() {
			remedy = advice
		}
		return meaning, remedy
	case activities.ProblemReviewOver, activities.ProblemNoneAccepted:
		return Text{}, Text{}
	default:
		return ofCode(p)
	}
}

func afterForeign(p activities.Problem) Text {
	switch {
	case p.MayBeOut:
		return remedyAfterIt.Of()
	case p.OtherVersion != "" && p.OtherVersion == p.Version:
		return remedyAdopt.Of()
	default:
		return remedyForeign.Of()
	}
}

// ofCode is what the table of codes says, nothing without a code.
func ofCode(p activities.Problem) (meaning, remedy Text) {
	if p.Code == 0 {
		return Text{}, Text{}
	}
	return Refusal(&wxa.Error{Code: p.Code, Endpoint: p.Endpoint, Write: p.Class == wxa.ClassAmbiguous.String()})
}

func orZero(text string) Text {
	if text == "" {
		return Text{}
	}
	return Lines(text)
}
