# What the scripts of faults may use beside `ip` and `nft`. Namespaces, addresses and ports stand in the environment.

# turn HOST KEY VALUE: set a server; back HOST KEY...: let it do the right thing again.
turn() { printf '%s\n' "$3" > "$STATE/$1/$2"; }
back() { host=$1; shift; for key in "$@"; do rm -f "$STATE/$host/$key"; done; }

# Records of a resolver. drop_record HOST NAME TYPE; add_record HOST NAME TYPE VALUE.
drop_record() { keep_zone "$1"; sed -i "/^$2 $3 /d" "$STATE/$1/zone"; }
add_record() { keep_zone "$1"; printf '%s\n' "$2 $3 $4" >> "$STATE/$1/zone"; }
keep_zone() { [ -e "$LAB/zone.$1" ] || cp "$STATE/$1/zone" "$LAB/zone.$1"; }
back_zone() { for host in "$@"; do [ ! -e "$LAB/zone.$host" ] || mv "$LAB/zone.$host" "$STATE/$host/zone"; done; }

# address_of HOST, port_of HOST: what the plan of the lab says.
address_of() { printenv "$(printf '%s' "$1" | tr a-z A-Z)"; }
port_of() { printenv "$(printf '%s' "$1" | tr a-z A-Z)_PORT"; }

# nft in a namespace: filter SPACE RULE puts a rule into what it passes on; unfilter SPACE removes all of them.
filter() {
    ip netns exec "$1" nft -f - <<RULES
add table inet lab
add chain inet lab passing { type filter hook forward priority 0; policy accept; }
add rule inet lab passing $2
RULES
}
unfilter() { ip netns exec "$1" nft delete table inet lab 2> /dev/null || true; }

# The way back to how the client is connected.
reconnect() {
    ip -n "$CLIENT" addr flush dev up0 scope global
    ip -n "$CLIENT" link set up0 up
    ip -n "$CLIENT" addr add "$CLIENT_ADDRESS/24" dev up0
    ip -n "$CLIENT" route replace default via "$GATEWAY"
}

# guard SPACE RULE: the same for what is meant for the host itself; unfilter removes it as well.
guard() {
    ip netns exec "$1" nft -f - <<RULES
add table inet lab
add chain inet lab guarding { type filter hook input priority 0; policy accept; }
add rule inet lab guarding $2
RULES
}

# keep_in SPACE RULE: the same for what the host itself sends; unfilter removes it as well.
keep_in() {
    ip netns exec "$1" nft -f - <<RULES
add table inet lab
add chain inet lab leaving { type filter hook output priority 0; policy accept; }
add rule inet lab leaving $2
RULES
}

# way SPACE ACTION SELECTOR...: a rule of routing that sends packets to nowhere: blackhole, unreachable, prohibit.
way() { space=$1; action=$2; shift 2; ip -n "$space" rule add pref 100 "$@" "$action"; }
unway() { while ip -n "$1" rule del pref 100 2> /dev/null; do :; done; }

# keep_resolvers, back_resolvers: before and after a change of the client's own list ("$RESOLVERS").
keep_resolvers() { cp "$RESOLVERS" "$LAB/resolvers"; }
back_resolvers() { cat "$LAB/resolvers" > "$RESOLVERS"; }

# vpn_client WORD...: an OpenVPN client on the laptop, with the words of openvpn(8) beside those that it needs;
# it is given 5 s to connect. end_vpn_client ends it.
vpn_client() {
    end_vpn_client
    ip netns exec "$CLIENT" openvpn --daemon --writepid "$LAB/vpn-client" --log "$LAB/vpn-client.log" --verb 3 \
        --dev null --dev-type tun --client --nobind --remote "$VPN" "$VPN_PORT" udp \
        --ca "$LAB/authorities/root.pem" --cert "$LAB/programs/vpn/chain.pem" --key "$LAB/programs/vpn/key.pem" "$@"
    for _try in 1 2 3 4 5 6 7 8 9 10; do
        grep -q "Initialization Sequence Completed" "$LAB/vpn-client.log" && return 0
        sleep 0.5
    done
}
end_vpn_client() {
    if [ -e "$LAB/vpn-client" ]; then
        client="$(cat "$LAB/vpn-client")"
        # A client that ends removes the file with its number, which may be that of the next one by then.
        for _try in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
            kill "$client" 2> /dev/null && [ -e "$LAB/vpn-client" ] || break
            sleep 0.1
        done
    fi
    rm -f "$LAB/vpn-client" "$LAB/vpn-client.log"
}

# sixes: IPv6 beside IPv4 from the laptop's router to the servers, where fd00:3::80 serves pages beside pub;
# end_sixes takes it away. advertise PREFIX: have the router tell the laptop of a prefix, waiting up to 10 s for
# its address; end_advertising.
sixes() {
    touch "$LAB/sixes"
    for space in "$NEAR" "$FAR"; do ip netns exec "$space" sysctl -qw net.ipv6.conf.all.forwarding=1; done
    ip -n "$NEAR" addr add fd00:1::1/64 dev down0 nodad
    ip -n "$NEAR" addr add fd00:2::1/64 dev up0 nodad
    ip -n "$FAR" addr add fd00:2::2/64 dev down0 nodad
    ip -n "$FAR" addr add fd00:3::1/64 dev up0 nodad
    ip -n "$SERVER" addr add fd00:3::80/64 dev down0 nodad
    ip -n "$NEAR" route add fd00:3::/64 via fd00:2::2
    ip -n "$FAR" route add fd00:1::/64 via fd00:2::1
    ip -n "$SERVER" route add default via fd00:3::1
    for host in dns1 dns2; do add_record "$host" "pub.$DOMAIN" AAAA fd00:3::80; done
    ip netns exec "$SERVER" python3 -m http.server --bind fd00:3::80 "$PUB_PORT" > "$LAB/sixes.log" 2>&1 &
    echo "$!" > "$LAB/sixes.pid"
}
end_sixes() {
    end_advertising
    back_zone dns1 dns2
    kill "$(cat "$LAB/sixes.pid")" 2> /dev/null || true
    for space in "$CLIENT" "$NEAR" "$FAR" "$SERVER"; do
        ip -n "$space" -6 addr flush scope global
        ip -n "$space" -6 route flush default 2> /dev/null || true
        ip -n "$space" -6 route flush root fd00::/16 2> /dev/null || true
    done
    rm -f "$LAB/sixes" "$LAB/sixes.pid"
}
advertise() {
    end_advertising
    ip -n "$CLIENT" -6 addr flush dev up0 scope global
    printf '%s\n' port=0 user=root interface=down0 except-interface=lo bind-dynamic enable-ra ra-param=down0,4,600 \
        "dhcp-range=$1,ra-only" "dhcp-leasefile=$LAB/sixes.leases" > "$LAB/sixes.conf"
    ip netns exec "$NEAR" dnsmasq -C "$LAB/sixes.conf" --pid-file="$LAB/advertising"
    for _try in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        ip -n "$CLIENT" -6 addr show dev up0 scope global | grep -v tentative | grep -q "inet6 ${1%::}:" && return 0
        sleep 0.5
    done
}
end_advertising() {
    [ ! -e "$LAB/advertising" ] || kill "$(cat "$LAB/advertising")" 2> /dev/null || true
    rm -f "$LAB/advertising"
}

# stand_in HOST PROTOCOL PORT WORD...: another program behind a host's port, which listens on PORT of its address;
# end_stand_in HOST... ends it, and what a fault started beside it by `beside HOST WORD...`.
stand_in() {
    host=$1 protocol=$2 inner=$3
    shift 3
    beside "$host" "$@"
    _await "$host" "$protocol" "$inner"
    lead "$host" "$protocol" "to $(address_of "$host"):$inner"
}
# lead HOST PROTOCOL WHERE: have the servers' kernel lead new connections of a host's port elsewhere (dnat of nft(8)).
lead() {
    ip netns exec "$SERVER" nft -f - <<RULES
add table ip lab_$1
add chain ip lab_$1 leading { type nat hook prerouting priority dstnat; policy accept; }
add rule ip lab_$1 leading ip daddr $(address_of "$1") $2 dport $(port_of "$1") ${4:-} dnat $3
RULES
}
beside() {
    host=$1
    shift
    ip netns exec "$SERVER" "$@" > "$LAB/stand-in.$host.log" 2>&1 &
    echo "$!" >> "$LAB/stand-in.$host"
}
_await() {
    for _try in $(seq 200); do
        [ -z "$(ip netns exec "$SERVER" ss -Hln --"$2" "src $(address_of "$1"):$3")" ] || return 0
        sleep 0.05
    done
    cat "$LAB/stand-in.$1.log" >&2
    return 1
}
end_stand_in() {
    for host in "$@"; do
        ip netns exec "$SERVER" nft delete table ip "lab_$host" 2> /dev/null || true
        [ ! -e "$LAB/stand-in.$host" ] || kill -KILL $(cat "$LAB/stand-in.$host") 2> /dev/null || true
        rm -rf "$LAB/stand-in.$host" "$LAB/stand-in.$host.log" "$LAB/instead/$host"
    done
}

# serve_instead HOST PORT SETTINGS: the same with an nginx of these settings, those of its http block; its files lie in
# $LAB/instead/HOST. serve_beside HOST PORT SETTINGS: such an nginx at a port of its own, to which nobody is led.
serve_instead() {
    _write_pages "$1" "$3"
    stand_in "$1" tcp "$2" /usr/sbin/nginx -p "$LAB/instead/$1" -c "$LAB/instead/$1/conf" -e stderr
}
serve_beside() {
    _write_pages "$1" "$3"
    beside "$1" /usr/sbin/nginx -p "$LAB/instead/$1" -c "$LAB/instead/$1/conf" -e stderr
    _await "$1" tcp "$2"
}
_write_pages() {
    instead_folder "$1"
    cat > "$LAB/instead/$1/conf" <<CONF
daemon off; master_process off; pid $LAB/instead/$1/pid; error_log stderr; user root;
events { worker_connections 256; }
http {
    access_log off; default_type text/plain;
    client_body_temp_path $LAB/instead/$1/a; proxy_temp_path $LAB/instead/$1/b; fastcgi_temp_path $LAB/instead/$1/c;
    uwsgi_temp_path $LAB/instead/$1/d; scgi_temp_path $LAB/instead/$1/e;
    $2
}
CONF
}
instead_folder() { mkdir -p "$LAB/instead/$1"; chmod 777 "$LAB/instead" "$LAB/instead/$1"; }

# certify HOST [EXTENSIONS [ISSUER [NAME]]]: key.pem, leaf.pem and chain.pem in $LAB/instead/HOST by openssl(1), issued by
# the lab's intermediate where ISSUER (a path without its ending) is left out; EXTENSIONS are lines of x509v3_config(5).
certify() {
    instead_folder "$1"
    into="$LAB/instead/$1" above="${3:-$LAB/authorities/intermediate}"
    printf '%b\n' "${2:-subjectAltName=DNS:$1.$DOMAIN}" > "$into/extensions"
    openssl req -new -newkey "${KEY:-rsa:2048}" -nodes -keyout "$into/key.pem" -out "$into/request" -subj "/CN=${4:-$1.$DOMAIN}" \
        2> /dev/null
    ${CLOCK:-} openssl x509 -req -in "$into/request" -CA "$above.pem" -CAkey "$above.key" -days "${DAYS:-200}" \
        -set_serial "0x$(openssl rand -hex 12)" -extfile "$into/extensions" -out "$into/leaf.pem" 2> /dev/null
    cat "$into/leaf.pem" "$above.pem" > "$into/chain.pem"
}

# suspend HOST, resume HOST: stop the program behind a host where it stands (SIGSTOP), as a server that hangs.
suspend() { _signal STOP "$1"; }
resume() { _signal CONT "$1"; }
_signal() {
    space="$SERVER" where="src $(address_of "$2"):$(port_of "$2")"
    [ "$2" != desk ] || { space="$ROOM" where="src 0.0.0.0:67"; }
    kill "-$1" $(ip netns exec "$space" ss -Hlnptu "$where" | grep -o 'pid=[0-9]*' | cut -d= -f2 | sort -u)
}
