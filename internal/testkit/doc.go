// Package testkit holds what the tests of several packages need. No program imports it.
package testkit
