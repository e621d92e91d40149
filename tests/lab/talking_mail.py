"""A mail server that waits before its greeting, or answers STARTTLS or the client's name as told."""

import socket
import sys
import threading
import time

address, port, seconds = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
starttls, hello = [*sys.argv[4:], "", ""][:2]


def talk(end):
    with end:
        try:
            time.sleep(seconds)
            end.sendall(b"220 mail.lab.test ESMTP\r\n")
            for line in end.makefile("rb"):
                word = line.split()[0].upper() if line.split() else b""
                if word in (b"EHLO", b"HELO"):
                    end.sendall(
                        f"{hello}\r\n".encode() if hello else b"250-mail.lab.test\r\n250 STARTTLS\r\n"
                    )
                elif word == b"STARTTLS":
                    end.sendall(f"{starttls}\r\n".encode())
                elif word == b"QUIT":
                    end.sendall(b"221 bye\r\n")
                    return
                else:
                    end.sendall(b"503 no\r\n")
        except OSError:
            pass


listening = socket.create_server((address, port))
while True:
    threading.Thread(target=talk, args=(listening.accept()[0],), daemon=True).start()
