// Package push opens WeChat's push messages: signatures, encryption, the outer envelope and what the message says. It opens
// no connection.
//
// The format is fixed for third-party platforms: XML in an encrypted envelope. A [Receiver] does the whole:
//
//	r, err := push.NewReceiver(push.ReceiverConfig{AppID: componentAppID, Pairs: []push.Pair{{Token: token, Key: key}}})
//	got, err := r.Message(query, body, appid)      // the message URL: review results, as got.Event
//	got, err := r.Authorization(query, body)       // the authorisation URL: tickets and authorisations
//
// Its steps, in this order, can be used one by one, for example by a simulator:
//
//	env, err := push.ParseEnvelope(body)                                        // the only field it may trust is Encrypt
//	err = push.Verify(token, timestamp, nonce, env.Encrypt, msgSignature)       // before anything is decrypted
//	msg, err := key.Decrypt(env.Encrypt)                                        // current key first, then the previous one
//	err = msg.CheckAppID(componentAppID)                                        // the platform's appid, even for an app's event
//	event, err := push.Parse(msg.Body)                                          // as much as can be read, even with an error
//
// A message with the right signature and encryption comes from WeChat, even where people's texts have broken its XML. So only the
// steps before the last one refuse a push; what the last one finds wrong is told beside the event, as Received.Flaw.
//
// Every failure has its own error value; none of them holds a key, a token or the signature that would have been right.
//
// Source: https://developers.weixin.qq.com/doc/oplatform/Third-party_Platforms/2.0/api/Before_Develop/Technical_Plan.html and
// https://developers.weixin.qq.com/doc/oplatform/Third-party_Platforms/2.0/api/Before_Develop/message_push.html
package push
