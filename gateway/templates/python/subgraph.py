"""The subgraph sample-name: Python's standard library only. `WASL_SUBGRAPH_KEY=… PORT=4101 python3 subgraph.py`"""
import json
import os
import signal
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

from gateway_trust import unbase64url, verify
from graphql_execution import GraphQLError, execute, is_mutation, said

NAME = 'sample-name'
HERE = Path(__file__).parent
SDL = (HERE / 'schema.graphql').read_text(encoding='utf-8')
RECORDS = json.loads((HERE / 'data' / 'records.json').read_text(encoding='utf-8'))
CATEGORY = 'DEMOGRAPHICS'
SCOPES = {'user/Patient.rs', 'patient/Patient.rs'}
MOST_BYTES = 8_000_000


def may_read(claims):
    """The scopes of the schema and the gateway's decision, both: a scope alone opens nothing."""
    if claims.get('sub') == 'anonymous' or not SCOPES & set(claims.get('scopes', [])):
        return False
    decision = claims.get('decision', {})
    return CATEGORY in decision.get('categories', []) and decision.get('role') is not None


def record(row):
    return {'__typename': 'SampleName', **row, 'patient': {'__typename': 'Patient', 'healthId': row['healthId']}}


def records_of(patient, _, claims):
    return [record(row) for row in RECORDS if row['healthId'] == patient['healthId']] if may_read(claims) else []


def entities(_, arguments, claims):
    """One for each representation, in their order: null for a key that nobody has, an error for a representation that is none."""
    given = arguments.get('representations')
    if not isinstance(given, list) or len(given) > 10_000:
        raise GraphQLError('Too many entities.', 'OPERATION_TOO_LARGE')
    return [entity(item, claims) for item in given]


def entity(item, claims):
    if isinstance(item, dict) and item.get('__typename') == 'Patient' and isinstance(item.get('healthId'), str):
        return {'__typename': 'Patient', 'healthId': item['healthId']}
    if isinstance(item, dict) and item.get('__typename') == 'SampleName' and may_read(claims):
        return next((record(row) for row in RECORDS if row['id'] == item.get('id')), None)
    return None


RESOLVERS = {
    'Query': {'_service': lambda *_: {'__typename': '_Service', 'sdl': SDL}, '_entities': entities},
    'Patient': {'sampleName': records_of},
}


class Nonces:
    """Mutations that came, for as long as they could come again."""

    def __init__(self):
        self.until, self.lock = {}, threading.Lock()

    def __contains__(self, nonce):
        with self.lock:
            now = time.time()
            self.until = {each: until for each, until in self.until.items() if until > now}
            return nonce in self.until

    def add(self, nonce):
        with self.lock:
            self.until[nonce] = time.time() + 75


class Handler(BaseHTTPRequestHandler):
    protocol_version = 'HTTP/1.1'
    keys = {}
    seen = Nonces()

    def do_GET(self):
        known = self.path in ('/health/live', '/health/ready')
        self.answer(200 if known else 404, {'status': 'pass' if known else 'fail'})

    def do_POST(self):
        length = int(self.headers.get('content-length') or 0)
        if length > MOST_BYTES:
            self.close_connection = True
            return self.answer(413, {'errors': [said(GraphQLError('The body is too large.', 'PAYLOAD_TOO_LARGE'))]})
        body = self.rfile.read(length)
        path, question, query = self.path.partition('?')
        try:
            headers = {name.lower(): value for name, value in self.headers.items()}
            # Verified before it is parsed; that it is a mutation is known only then.
            claims = verify(NAME, self.keys, 'POST', path, question + query, headers, body)
            if headers.get('x-wasl-time-left') == '0':
                return self.answer(504, {'errors': [said(GraphQLError('Nobody waits any more.', 'DEADLINE_EXCEEDED'))]})
            given = json.loads(body)
            document = given['query']
            if is_mutation(document):
                verify(NAME, self.keys, 'POST', path, question + query, headers, body, seen=self.seen, is_mutation=True)
            self.answer(200, execute(RESOLVERS, document, given.get('variables'), claims))
        except PermissionError as error:
            extensions = {'code': 'CALLER_NOT_VERIFIED', 'reason': str(error), 'time': int(time.time())}
            self.answer(401, {'errors': [{'message': 'No gateway vouches for this request.', 'extensions': extensions}]})
        except (GraphQLError, ValueError, KeyError, TypeError, RecursionError) as error:
            self.answer(400, {'errors': [said(error if isinstance(error, GraphQLError) else GraphQLError('No GraphQL request.'))]})

    def answer(self, status, value):
        body = json.dumps(value, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header('content-type', 'application/json; charset=utf-8')
        self.send_header('content-length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        """Addresses may hold what is nobody's business."""


def main():
    held = os.environ.get('WASL_SUBGRAPH_KEY')
    if not held:
        sys.exit('WASL_SUBGRAPH_KEY must hold what the gateway’s operator handed out.')
    Handler.keys = {int(epoch): unbase64url(key) for epoch, key in (each.split(':') for each in held.split(','))}
    server = ThreadingHTTPServer(('127.0.0.1', int(os.environ.get('PORT', '4101'))), Handler)
    signal.signal(signal.SIGTERM, lambda *_: threading.Thread(target=server.shutdown).start())
    print(f'{NAME} answers at http://127.0.0.1:{server.server_port}/graphql', flush=True)
    server.serve_forever()


if __name__ == '__main__':
    main()
