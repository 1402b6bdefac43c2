package main

import "context"

func (b *bench) paths(context.Context) error  { return nil }
func (b *bench) many(context.Context) error   { return nil }
func (b *bench) bridge(context.Context) error { return nil }
func (b *bench) calls(context.Context) error  { return nil }
