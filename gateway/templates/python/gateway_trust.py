"""Verifies that the gateway sent a request: docs/specs/subgraph-protocol.md. Python's standard library only."""
import base64, hashlib, hmac, json, re, time
from urllib.parse import quote

COMPONENTS = '("@method" "@path" "@query" "content-digest" "x-wasl-caller")'
INPUT = re.compile(
    r'wasl=(' + re.escape(COMPONENTS) +
    r';created=(\d{1,12});nonce="([A-Za-z0-9_-]{16,64})";alg="hmac-sha256";keyid="([^"]+)/(\d{1,6})")')

def unbase64url(text):
    return base64.urlsafe_b64decode(text + '=' * (-len(text) % 4))

def mac(key, text):
    return hmac.new(key, text.encode(), hashlib.sha256).digest()

def refuse(reason):
    raise PermissionError(reason)

def verify(name, keys, method, path, query, headers, body, now=None, seen=None, is_mutation=False):
    """keys: {epoch: bytes}; headers: names in lower case; body: bytes."""
    now = time.time() if now is None else now
    try:
        assertion, digest, given, signature = (
            headers[h] for h in ('x-wasl-caller', 'content-digest', 'signature-input', 'signature'))
    except KeyError:
        refuse('unsigned')
    found = INPUT.fullmatch(given)
    sent = re.fullmatch(r'wasl=:([A-Za-z0-9+/]{43}=):', signature)
    if not found or not sent:
        refuse('malformed')
    params, created, nonce, subgraph, epoch = found.groups()
    if subgraph != quote(name, safe="!'()*~"):
        refuse('wrong_audience')
    key = keys.get(int(epoch)) or refuse('unknown_key')
    base = '\n'.join([
        f'"@method": {method}', f'"@path": {path}', f'"@query": {query or "?"}', f'"content-digest": {digest}',
        f'"x-wasl-caller": {assertion}', f'"@signature-params": {params}'])
    if not hmac.compare_digest(mac(key, base), base64.b64decode(sent.group(1))):
        refuse('signature')
    if int(created) > now + 5:
        refuse('clock')
    if int(created) < now - 65:
        refuse('expired')
    try:
        head, payload, tag = assertion.split('.')
        header, claims = json.loads(unbase64url(head)), json.loads(unbase64url(payload))
    except ValueError:
        refuse('assertion')
    key = keys.get(int(header.get('kid', 0))) or refuse('unknown_key')
    if header.get('alg') != 'HS256' or not hmac.compare_digest(mac(key, f'{head}.{payload}'), unbase64url(tag)):
        refuse('assertion')
    if claims.get('aud') != name:
        refuse('wrong_audience')
    if 'sub' not in claims:
        refuse('assertion')
    if not {'iat', 'exp'} <= claims.keys() or claims['exp'] - claims['iat'] > 60:
        refuse('lifetime')
    if claims['iat'] > now + 5:
        refuse('clock')
    if claims['exp'] < now - 5:
        refuse('expired')
    if digest != 'sha-256=:' + base64.b64encode(hashlib.sha256(body).digest()).decode() + ':':
        refuse('digest')
    if is_mutation and seen is not None:
        if nonce in seen:
            refuse('replayed')
        seen.add(nonce)
    return claims
