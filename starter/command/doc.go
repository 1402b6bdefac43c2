// Package command is the command line: one file for each command, with what it reads from its flags and how its answer is told.
// Packages beside it do the work: releases talks to Temporal, releasefile reads release files, report tells CI systems, doctor looks
// at the set-up, live draws on terminals.
//
// A command gives an [answer], an error or both. app.report prints them, as text or as one JSON object, and sets the exit code, which
// exit.go chooses. Everything that is printed passes guard.go.
package command
