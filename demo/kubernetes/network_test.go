package kubernetes

import (
	"net/netip"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	appsv1 "k8s.io/api/apps/v1"
	corev1 "k8s.io/api/core/v1"
	networkingv1 "k8s.io/api/networking/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/labels"
	"k8s.io/apimachinery/pkg/util/intstr"
)

// peer is one side of a connection: a pod of the namespace, a namespace of others, or an address.
type peer struct {
	pod       string
	namespace string
	address   string
}

// connection is one that a program tries.
type connection struct {
	from, to peer
	port     int32
	protocol corev1.Protocol // "" is TCP
}

// policies are those of one folder, with the pods that they are for.
type policies struct {
	t *testing.T
	c cluster
}

func (p policies) labels(pod string) labels.Set {
	d := of[*appsv1.Deployment](p.c)[pod]
	require.NotNil(p.t, d, pod)
	return d.Spec.Template.Labels
}

func (p policies) selects(s *metav1.LabelSelector, set labels.Set) bool {
	selector, err := metav1.LabelSelectorAsSelector(s)
	require.NoError(p.t, err)
	return selector.Matches(set)
}

// is tells whether a rule's side means the peer.
func (p policies) is(rule networkingv1.NetworkPolicyPeer, who peer) bool {
	switch {
	case rule.IPBlock != nil:
		if who.address == "" {
			return false
		}
		address := netip.MustParseAddr(who.address)
		return netip.MustParsePrefix(rule.IPBlock.CIDR).Contains(address) && !slices.ContainsFunc(rule.IPBlock.Except, func(e string) bool {
			return netip.MustParsePrefix(e).Contains(address)
		})
	case rule.NamespaceSelector != nil:
		return who.namespace != "" && p.selects(rule.NamespaceSelector, labels.Set{"kubernetes.io/metadata.name": who.namespace})
	default:
		return who.pod != "" && p.selects(rule.PodSelector, p.labels(who.pod))
	}
}

// port tells whether a rule's ports hold that of a connection. Names are looked up at its destination.
func (p policies) port(ports []networkingv1.NetworkPolicyPort, con connection) bool {
	return len(ports) == 0 || slices.ContainsFunc(ports, func(rule networkingv1.NetworkPolicyPort) bool {
		protocol := corev1.ProtocolTCP
		if rule.Protocol != nil {
			protocol = *rule.Protocol
		}
		number := rule.Port.IntVal
		if rule.Port.Type == intstr.String {
			number = named(p.t, container(p.t, of[*appsv1.Deployment](p.c)[con.to.pod]), rule.Port.StrVal)
		}
		return number == con.port && (protocol == con.protocol || protocol == corev1.ProtocolTCP && con.protocol == "")
	})
}

// allowed tells whether the policies let a connection through, at both of its ends.
func (p policies) allowed(con connection) bool {
	return p.side(con, con.from.pod, networkingv1.PolicyTypeEgress) && p.side(con, con.to.pod, networkingv1.PolicyTypeIngress)
}

func (p policies) side(con connection, pod string, kind networkingv1.PolicyType) bool {
	if pod == "" {
		return true // it is not ours
	}
	bound := false
	for _, policy := range of[*networkingv1.NetworkPolicy](p.c) {
		if !slices.Contains(policy.Spec.PolicyTypes, kind) || !p.selects(&policy.Spec.PodSelector, p.labels(pod)) {
			continue
		}
		bound = true
		through := func(peers []networkingv1.NetworkPolicyPeer, ports []networkingv1.NetworkPolicyPort, other peer) bool {
			known := len(peers) == 0 || slices.ContainsFunc(peers, func(rule networkingv1.NetworkPolicyPeer) bool { return p.is(rule, other) })
			return known && p.port(ports, con)
		}
		for _, rule := range policy.Spec.Ingress {
			if kind == networkingv1.PolicyTypeIngress && through(rule.From, rule.Ports, con.from) {
				return true
			}
		}
		for _, rule := range policy.Spec.Egress {
			if kind == networkingv1.PolicyTypeEgress && through(rule.To, rule.Ports, con.to) {
				return true
			}
		}
	}
	return !bound
}

var (
	worker, front = peer{pod: "wxrelease-worker"}, peer{pod: "wxrelease-bridge"}
	wechat        = peer{address: "203.205.254.1"}
	inside        = peer{address: "10.4.0.9"}
)

// The programs reach what they need and are reached by those who need them, and by nobody else.
func TestNetwork(t *testing.T) {
	p := policies{t, render(t, "platform")}
	for _, con := range []connection{
		{from: peer{namespace: "ingress"}, to: front, port: 8450},
		{from: peer{namespace: "monitoring"}, to: front, port: 8450},
		{from: peer{namespace: "monitoring"}, to: worker, port: 8460},
		{from: worker, to: front, port: 8450},
		{from: worker, to: inside, port: 53, protocol: corev1.ProtocolUDP},
		{from: front, to: inside, port: 53, protocol: corev1.ProtocolUDP},
		{from: front, to: inside, port: 53},
		{from: worker, to: inside, port: 7233},
		{from: front, to: wechat, port: 7233},
		{from: worker, to: inside, port: 5432},
		{from: front, to: inside, port: 5432},
		{from: worker, to: wechat, port: 443},
		{from: front, to: wechat, port: 443},
		{from: worker, to: peer{address: "2402:4e00::1"}, port: 443},
	} {
		assert.True(t, p.allowed(con), "%+v must go", con)
	}
	for _, con := range []connection{
		{from: peer{namespace: "default"}, to: front, port: 8450},
		{from: peer{address: "203.0.113.7"}, to: front, port: 8450},
		{from: peer{namespace: "ingress"}, to: worker, port: 8460},
		{from: peer{namespace: "monitoring"}, to: worker, port: 8450},
		{from: front, to: worker, port: 8460},
		{from: worker, to: inside, port: 443},
		{from: front, to: peer{address: "169.254.169.254"}, port: 443},
		{from: front, to: peer{address: "169.254.169.254"}, port: 80},
		{from: front, to: peer{address: "fd00::1"}, port: 443},
		{from: front, to: wechat, port: 80},
		{from: worker, to: wechat, port: 22},
	} {
		assert.False(t, p.allowed(con), "%+v must not go", con)
	}
}

// In the simulator's world everybody reaches the simulated WeChat and Temporal, from this namespace only.
func TestSimulatorNetwork(t *testing.T) {
	p := policies{t, render(t, "simulator")}
	simulator, temporal := peer{pod: "simulator"}, peer{pod: "temporal"}
	for _, con := range []connection{
		{from: worker, to: simulator, port: 9100}, {from: front, to: simulator, port: 9100}, {from: simulator, to: front, port: 8450},
		{from: worker, to: temporal, port: 7233}, {from: front, to: temporal, port: 7233}, {from: worker, to: front, port: 8450},
	} {
		assert.True(t, p.allowed(con), "%+v must go", con)
	}
	for _, con := range []connection{
		{from: peer{namespace: "default"}, to: simulator, port: 9100}, {from: peer{namespace: "default"}, to: temporal, port: 7233},
		{from: simulator, to: worker, port: 8460},
	} {
		assert.False(t, p.allowed(con), "%+v must not go", con)
	}
}
