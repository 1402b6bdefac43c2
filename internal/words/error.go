package words

import (
	"context"
	"errors"
	"io/fs"
	"net"
	"net/url"
	"os"
	"strconv"
	"strings"
	"syscall"

	"github.com/wxrelease/wxrelease/timing"
)

// sentence is an error made of a message.
type sentence struct{ Text }

func (e *sentence) Error() string { return e.String() }

// Unwrap gives the errors among the values.
func (e *sentence) Unwrap() []error { return causes(e.Text) }

func causes(t Text) (all []error) {
	for _, value := range t.values {
		switch v := value.(type) {
		case error:
			all = append(all, v)
		case Text:
			all = append(all, causes(v)...)
		}
	}
	return all
}

// knowers say errors of one topic; ok is false for an error that is not of that topic. They look at the error itself, never at
// what it wraps.
var knowers []func(err error) (t Text, ok bool)

// Know adds a knower for the errors of a package that this one does not import, because that links what only some programs need.
func Know(knows func(err error) (t Text, ok bool)) { knowers = append(knowers, knows) }

// Error says an error. What is known is said in the language, wherever it stands in what wraps it; the rest stays as it is. An
// error of a package that words do not import says itself by a method Words() Text.
func (r Reader) Error(err error) string {
	if err == nil {
		return ""
	}
	if said, ok := err.(*sentence); ok {
		return said.say(r)
	}
	if own, ok := err.(interface{ Words() Text }); ok {
		return own.Words().say(r)
	}
	for _, know := range knowers {
		if t, ok := know(err); ok {
			return t.say(r)
		}
	}
	whole := err.Error()
	switch wrapper := err.(type) {
	case interface{ Unwrap() error }:
		return r.within(whole, wrapper.Unwrap())
	case interface{ Unwrap() []error }:
		for _, inner := range wrapper.Unwrap() {
			whole = r.within(whole, inner)
		}
	}
	return whole
}

// within replaces the text of a cause in the text of what wraps it.
func (r Reader) within(whole string, inner error) string {
	if inner == nil {
		return whole
	}
	if text := inner.Error(); text != "" {
		return strings.Replace(whole, text, r.Error(inner), 1)
	}
	return whole
}

// Errors of the standard library, by kind.
var (
	timedOut     = message("no answer in time", "超时，没有应答")
	stopped      = message("stopped", "已停止")
	noFile       = message("no such file or directory", "文件或目录不存在")
	mayNotRead   = message("permission denied", "没有权限")
	isDirectory  = message("is a directory", "是目录，不是文件")
	notListening = message("connection refused", "连接被拒绝")
	wasCut       = message("connection reset by peer", "连接被对方重置")
	unknownHost  = message("no such host: {host}", "找不到主机 {host}")
	lookupFailed = message("looking up {host}: {error}", "解析主机 {host}：{error}")
	fileError    = message("{operation} {path}: {error}", "{operation} {path}：{error}")
	fetchFailed  = message("{operation} {address:q}: {error}", "{operation} {address:q}：{error}")
	dialFailed   = message("dial {network} {address}: {error}", "连接 {address}（{network}）：{error}")
	callOfSystem = message("{call}: {error}", "{error}（{call}）")
	opens        = message("open", "打开")
	reads        = message("read", "读取")
	writes       = message("write", "写入")
)

func init() {
	knowers = append(knowers, standard)
}

func standard(err error) (Text, bool) {
	switch err {
	case context.DeadlineExceeded:
		return timedOut.Of(), true
	case context.Canceled:
		return stopped.Of(), true
	case syscall.ENOENT, fs.ErrNotExist:
		return noFile.Of(), true
	case syscall.EACCES, fs.ErrPermission:
		return mayNotRead.Of(), true
	case syscall.EISDIR:
		return isDirectory.Of(), true
	case syscall.ECONNREFUSED:
		return notListening.Of(), true
	case syscall.ECONNRESET:
		return wasCut.Of(), true
	}
	switch e := err.(type) {
	case *fs.PathError:
		var operation any = e.Op
		if verb, ok := map[string]*Message{"open": opens, "read": reads, "write": writes}[e.Op]; ok {
			operation = verb
		}
		return fileError.Of(operation, e.Path, e.Err), true
	case *timing.FormatError:
		if e.Text == "" {
			return FlagNoDuration.Of(), true
		}
		return FlagDuration.Of(e.Text), true
	case *url.Error:
		return fetchFailed.Of(e.Op, e.URL, e.Err), true
	case *net.OpError:
		if e.Op != "dial" || e.Addr == nil || e.Source != nil {
			return Text{}, false
		}
		return dialFailed.Of(e.Net, e.Addr.String(), e.Err), true
	case *os.SyscallError:
		return callOfSystem.Of(e.Syscall, e.Err), true
	case *strconv.NumError:
		return FlagNoNumber.Of(e.Num), true
	case *net.DNSError:
		if e.IsNotFound {
			return unknownHost.Of(e.Name), true
		}
		return lookupFailed.Of(e.Name, errors.New(e.Err)), true
	}
	return Text{}, false
}
