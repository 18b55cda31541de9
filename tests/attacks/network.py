"""Reaching anything at all."""

from tests.attacks.model import Family

family = Family("Reaching the network")
add = family.add

add("tcp-loopback", "connects to a server on the host's loopback address", """
    import socket
    for address in ("127.0.0.1", "localhost", "0.0.0.0", "::1", "::ffff:127.0.0.1"):
        try:
            with socket.create_connection((address, @TCP@), timeout=0.5) as to:
                to.sendall(b"the answers for @TOKEN@, please")
        except OSError as error:
            print(error)
""")  # fmt: skip

add("udp-loopback", "sends a datagram to the host's loopback address", """
    import socket
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as to:
        for address in ("127.0.0.1", "127.255.255.255"):
            try:
                to.setsockopt(socket.SOL_SOCKET, socket.SO_BROADCAST, 1)
                to.sendto(b"the answers for @TOKEN@, please", (address, @UDP@))
            except OSError as error:
                print(error)
""")  # fmt: skip

add("unix-socket", "connects to unix sockets of the host", """
    import glob, socket
    paths = ["@UNIX@", "/run/docker.sock", "/var/run/docker.sock", "/run/dbus/system_bus_socket", "/run/systemd/private"]
    for path in paths + glob.glob("/run/*/*.sock") + glob.glob("/run/*.sock"):
        try:
            with socket.socket(socket.AF_UNIX) as to:
                to.connect(path)
                to.sendall(b"the answers for @TOKEN@, please")
                print("BREACH" + ":@TOKEN@", path)
        except OSError as error:
            print(error)
""")  # fmt: skip

add("abstract-socket", "connects to abstract unix sockets of the host", """
    import socket
    names = [line.split()[-1] for line in open("/proc/net/unix") if "@" + "listener" in line]
    for name in {"@ABSTRACT@", *(name[1:] for name in names)}:
        try:
            with socket.socket(socket.AF_UNIX) as to:
                to.connect("\\0" + name)
                to.sendall(b"the answers for @TOKEN@, please")
        except OSError as error:
            print(error)
""")  # fmt: skip

add("routes", "looks for a way out: interfaces, routes, addresses of the world", """
    import errno, socket
    for _, name in socket.if_nameindex():
        if name != "lo":
            print("BREACH" + ":@TOKEN@", "an interface", name)
    for family, address in ((socket.AF_INET, ("192.0.2.1", 80)), (socket.AF_INET6, ("2001:db8::1", 80))):
        with socket.socket(family) as to:
            to.settimeout(0.5)
            try:
                to.connect(address)
                print("BREACH" + ":@TOKEN@", "connected to", address)
            except TimeoutError:
                print("BREACH" + ":@TOKEN@", "a packet left for", address)
            except OSError as error:
                print(error)
""")  # fmt: skip

add("dns", "asks for names", """
    import socket
    socket.setdefaulttimeout(0.5)
    for name in ("example.com", "answers.example.com"):
        try:
            print("BREACH" + ":@TOKEN@", socket.getaddrinfo(name, 80))
        except OSError as error:
            print(error)
""", slow=True)  # fmt: skip

add("netlink", "opens raw, packet, netlink and machine sockets, and brings interfaces up", """
    import socket, struct
    for family, kind, number in ((socket.AF_INET, socket.SOCK_RAW, 1), (socket.AF_PACKET, socket.SOCK_RAW, 3),
                                 (40, socket.SOCK_STREAM, 0), (socket.AF_NETLINK, socket.SOCK_RAW, 0)):
        try:
            with socket.socket(family, kind, number) as opened:
                if family == 40:
                    opened.settimeout(0.5)
                    opened.connect((2, 22))
                    print("BREACH" + ":@TOKEN@", "the host answers on a machine socket")
                elif family == socket.AF_NETLINK:
                    opened.bind((0, 0))
                    opened.send(struct.pack("=IHHIIBxHiII", 32, 18, 0x301, 1, 0, 0, 0, 0, 0, 0))
                    names = opened.recv(65536)
                    if any(name in names for name in (b"eth0", b"ens", b"enp", b"wlan", b"docker")):
                        print("BREACH" + ":@TOKEN@", "netlink shows the host's interfaces")
                elif family == socket.AF_PACKET:
                    for _, name in socket.if_nameindex():
                        if name != "lo":
                            print("BREACH" + ":@TOKEN@", "raw packets on", name)
        except OSError as error:
            print(family, error)
""")  # fmt: skip

add("port-scan", "looks for open ports of other kernels and of the host", """
    import socket
    found = []
    for port in [@TCP@, *range(30000, 61000)]:
        with socket.socket() as to:
            to.setblocking(True)
            to.settimeout(0.02)
            if to.connect_ex(("127.0.0.1", port)) == 0 and to.getsockname() != to.getpeername():  # else it met itself
                found.append(port)
                if port == @TCP@:
                    to.sendall(b"@TOKEN@")
    # The kernel's own: those it was told, and the one through which children print.
    mine = {value for name, value in get_ipython().kernel.parent.get_connection_info().items() if name.endswith("port")}
    import glob, os
    own = set()
    for link in glob.glob("/proc/self/fd/*"):
        try:
            own.add(os.readlink(link))
        except OSError:
            continue
    for row in open("/proc/self/net/tcp").read().splitlines()[1:]:
        fields = row.split()
        if fields[3] == "0A" and f"socket:[{fields[9]}]" in own:
            mine.add(int(fields[1].split(":")[1], 16))
    others = sorted(set(found) - mine)
    if others:
        print("BREACH" + ":@TOKEN@", "open ports", len(others))
""", slow=True, ends=("graded", "timeout"))  # fmt: skip

add("download", "downloads and uploads with the usual tools", """
    import shutil, subprocess, urllib.request
    for command in (["curl", "-m", "1", "http://127.0.0.1:@TCP@/@TOKEN@"], ["wget", "-T", "1", "-t", "1", "http://127.0.0.1:@TCP@/@TOKEN@"]):
        if shutil.which(command[0]):
            print(subprocess.run(command, capture_output=True, timeout=2))
    try:
        urllib.request.urlopen("http://127.0.0.1:@TCP@/@TOKEN@", timeout=0.5)
    except OSError as error:
        print(error)
""")  # fmt: skip
