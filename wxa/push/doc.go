// Package push is the cryptography of WeChat's push messages: keys, signatures, encryption and the outer envelope. It opens
// no connection and knows nothing about what a message says.
//
// The format is fixed for third-party platforms: XML in an encrypted envelope. A receiver does these steps, in this order:
//
//	env, err := push.ParseEnvelope(body)                                        // the only field it may trust is Encrypt
//	err = push.Verify(token, timestamp, nonce, env.Encrypt, msgSignature)       // before anything is decrypted
//	msg, err := key.Decrypt(env.Encrypt)                                        // current key first, then the previous one
//	err = msg.CheckAppID(componentAppID)                                        // the platform's appid, even for an app's event
//
// Every failure has its own error value; none of them holds a key, a token or the signature that would have been right.
//
// Source: https://developers.weixin.qq.com/doc/oplatform/Third-party_Platforms/2.0/api/Before_Develop/Technical_Plan.html and
// https://developers.weixin.qq.com/doc/oplatform/Third-party_Platforms/2.0/api/Before_Develop/message_push.html
package push
