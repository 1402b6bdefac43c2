package push

import (
	"crypto/rand"
	"encoding/base64"
	"encoding/binary"
	"slices"
)

const (
	randomLen = 16
	lengthLen = 4  // the length of the body, big endian
	padBlock  = 32 // PKCS#7 over 32 bytes, not over the cipher's 16
)

// Message is the decrypted content: random (16 bytes) | length (4 bytes) | body | appid.
type Message struct {
	Random [randomLen]byte
	Body   []byte // XML, UTF-8
	AppID  string // the platform's appid, even when the message is about a Mini Program
}

// NewMessage makes a message with fresh random bytes.
func NewMessage(body []byte, appID string) Message {
	m := Message{Body: body, AppID: appID}
	_, _ = rand.Read(m.Random[:]) // never fails: the runtime ends the process instead
	return m
}

// CheckAppID fails with [ErrAppID] unless the appid after the body is one of these. Give the platform's appid; give the
// Mini Program's as well only to tolerate senders that append that one.
func (m Message) CheckAppID(allowed ...string) error {
	if m.AppID != "" && slices.Contains(allowed, m.AppID) {
		return nil
	}
	return ErrAppID
}

// Encrypt gives the base64 text of the Encrypt element.
func (k Key) Encrypt(m Message) string {
	plain := make([]byte, 0, randomLen+lengthLen+len(m.Body)+len(m.AppID)+padBlock)
	plain = append(plain, m.Random[:]...)
	plain = binary.BigEndian.AppendUint32(plain, uint32(len(m.Body)))
	plain = append(plain, m.Body...)
	plain = append(plain, m.AppID...)
	plain = pad(plain)
	k.encrypter().CryptBlocks(plain, plain)
	return base64.StdEncoding.EncodeToString(plain)
}

// Decrypt opens the text of an Encrypt element. It proves nothing about the sender: call [Verify] first and
// [Message.CheckAppID] after. It fails with [ErrBase64], [ErrBlockSize], [ErrPadding] or [ErrLength].
func (k Key) Decrypt(encrypt string) (Message, error) {
	data, err := base64.StdEncoding.DecodeString(encrypt)
	if err != nil {
		return Message{}, ErrBase64
	}
	if len(data) == 0 || len(data)%padBlock != 0 {
		return Message{}, ErrBlockSize
	}
	k.decrypter().CryptBlocks(data, data)
	data, err = unpad(data)
	if err != nil {
		return Message{}, err
	}
	if len(data) < randomLen+lengthLen {
		return Message{}, ErrLength
	}
	var m Message
	copy(m.Random[:], data)
	length := binary.BigEndian.Uint32(data[randomLen:])
	rest := data[randomLen+lengthLen:]
	if uint64(length) > uint64(len(rest)) {
		return Message{}, ErrLength
	}
	m.Body, m.AppID = rest[:length:length], string(rest[length:])
	return m, nil
}

// pad adds 1 to 32 bytes, each holding their number.
func pad(b []byte) []byte {
	n := padBlock - len(b)%padBlock
	for range n {
		b = append(b, byte(n))
	}
	return b
}

func unpad(b []byte) ([]byte, error) {
	n := int(b[len(b)-1])
	if n < 1 || n > padBlock || n > len(b) {
		return nil, ErrPadding
	}
	for _, c := range b[len(b)-n:] {
		if int(c) != n {
			return nil, ErrPadding
		}
	}
	return b[:len(b)-n], nil
}
