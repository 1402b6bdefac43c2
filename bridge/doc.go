// Package bridge takes WeChat's pushes and hands them over: verdicts to the open release's workflow, tickets and
// authorisations to the platform's credentials, the rest to the callback that the platform had before.
//
//	POST /wechat/events             the authorisation URL
//	POST /wechat/{appid}/messages   the message URL; in WeChat's console it ends in /wechat/$APPID$/messages
//	GET  /healthz                   the process runs
//	GET  /readyz                    Temporal and the store answer
//	GET  /metrics                   for Prometheus
//
// A push is answered with "success" only after it was handed over: the signal is in Temporal, the ticket in the store. Else
// the answer is 503, and WeChat may send it again; a push that comes again is one signal. Should it never come again, nothing
// is lost either: releases also ask for their verdict, and tickets follow every ten minutes.
//
// What is not rightly signed and encrypted goes nowhere. There is no TLS here: put the bridge behind a proxy that has the
// certificate, and let that one pass on only /wechat/.
//
// Source: https://developers.weixin.qq.com/doc/oplatform/Third-party_Platforms/2.0/api/Before_Develop/message_push.html
package bridge
