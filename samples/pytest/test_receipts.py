"""Tests of your own code against a real server: pip install parhelion pytest"""

import base64
import json
import urllib.error
import urllib.request


def send_receipt(server, text):
    """The code under test: uploads a receipt and returns its URL."""
    body = (
        b"--line\r\n"
        b'Content-Disposition: form-data; name="source"; filename="receipt.txt"\r\n\r\n'
        + text.encode()
        + b"\r\n--line--\r\n"
    )
    path = f"/v2/apps/{server.app_id}/attachments?access=public"
    answer = post(server, path, body, "multipart/form-data; boundary=line")
    return answer["attachment"]["mediaUrl"]


def recall_receipt(server, url):
    """The code under test: deletes a receipt."""
    body = json.dumps({"mediaUrl": url}).encode()
    post(server, f"/v2/apps/{server.app_id}/attachments/remove", body, "application/json")


def post(server, path, body, content_type):
    key = base64.b64encode(f"{server.key_id}:{server.secret}".encode()).decode()
    headers = {"Authorization": f"Basic {key}", "Content-Type": content_type}
    request = urllib.request.Request(server.url + path, body, headers)
    with urllib.request.urlopen(request) as response:
        return json.load(response)


def status_of(url):
    try:
        with urllib.request.urlopen(url) as response:
            return response.status
    except urllib.error.HTTPError as error:
        return error.code


def test_a_receipt_can_be_read_until_it_is_recalled(parhelion):
    url = send_receipt(parhelion, "1 tea: 3.50")
    with urllib.request.urlopen(url) as response:
        assert response.read() == b"1 tea: 3.50"

    recall_receipt(parhelion, url)

    assert status_of(url) == 404
