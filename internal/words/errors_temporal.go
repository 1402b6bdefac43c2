package words

import (
	"go.temporal.io/api/serviceerror"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

// kinds are the kinds of trouble with Temporal. Its own English stands behind, for whoever searches for it.
var kinds = map[codes.Code]*Message{
	codes.Canceled:           message("{detail}", "已停止（原文：{detail:q}）"),
	codes.DeadlineExceeded:   message("{detail}", "超时，没有应答（原文：{detail:q}）"),
	codes.Unavailable:        message("{detail}", "无法连接（原文：{detail:q}）"),
	codes.NotFound:           message("{detail}", "不存在（原文：{detail:q}）"),
	codes.AlreadyExists:      message("{detail}", "已存在（原文：{detail:q}）"),
	codes.PermissionDenied:   message("{detail}", "没有权限（原文：{detail:q}）"),
	codes.Unauthenticated:    message("{detail}", "身份验证失败（原文：{detail:q}）"),
	codes.InvalidArgument:    message("{detail}", "请求未被接受（原文：{detail:q}）"),
	codes.FailedPrecondition: message("{detail}", "当前状态不允许该操作（原文：{detail:q}）"),
	codes.ResourceExhausted:  message("{detail}", "请求过多，被限流（原文：{detail:q}）"),
	codes.Unimplemented:      message("{detail}", "服务端不支持该操作（原文：{detail:q}）"),
	codes.Internal:           message("{detail}", "服务端内部错误（原文：{detail:q}）"),
	codes.Unknown:            message("{detail}", "未知错误（原文：{detail:q}）"),
}

func init() { knowers = append(knowers, ofTemporal) }

// ofTemporal knows the errors of Temporal's client and of the connection below it.
func ofTemporal(err error) (Text, bool) {
	var code codes.Code
	switch e := err.(type) {
	case serviceerror.ServiceError:
		code = e.Status().Code()
	case interface{ GRPCStatus() *status.Status }:
		code = e.GRPCStatus().Code()
	default:
		return Text{}, false
	}
	if m, ok := kinds[code]; ok {
		return m.Of(err.Error()), true
	}
	return Text{}, false
}
