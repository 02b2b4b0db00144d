"""Executes the GraphQL that a gateway sends to a subgraph: selections, aliases, arguments, variables, fragments, @skip and @include."""
import json
import re

TOKEN = re.compile(
    r'[\s,\ufeff]+|#[^\n\r]*|(\.\.\.|[!$&()\[\]{}:=@|]|[_A-Za-z]\w*|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|"""(?:[^\\]|\\.)*?"""|"(?:[^"\\\n]|\\.)*")')


class GraphQLError(Exception):
    """A failure with a code, told in the answer."""

    def __init__(self, message, code='BAD_REQUEST'):
        super().__init__(message)
        self.code = code


def tokenize(text):
    tokens, at = [], 0
    while at < len(text):
        found = TOKEN.match(text, at)
        if not found:
            raise GraphQLError('The document cannot be read.', 'GRAPHQL_PARSE_FAILED')
        if found.group(1):
            tokens.append(found.group(1))
        at = found.end()
    if len(tokens) > 20_000:
        raise GraphQLError('The document is too large.', 'OPERATION_TOO_LARGE')
    return tokens + ['']


class Parser:
    def __init__(self, text):
        self.tokens, self.at, self.depth = tokenize(text), 0, 0

    @property
    def next(self):
        return self.tokens[self.at]

    def take(self, wanted=None):
        token = self.next
        if token == '' or (wanted is not None and token != wanted):
            raise GraphQLError(f'Expected {wanted or "more"}.', 'GRAPHQL_PARSE_FAILED')
        self.at += 1
        return token

    def skip(self, token):
        if self.next != token:
            return False
        self.at += 1
        return True

    def document(self):
        operations, fragments = [], {}
        while self.next != '':
            if self.skip('fragment'):
                name = self.take()
                self.take('on')
                fragments[name] = {'on': self.take(), 'directives': self.directives(), 'selections': self.selections()}
                continue
            kind = 'query' if self.next == '{' else self.take()
            name = None if self.next in '({@' else self.take()
            defaults = self.variables() if self.next == '(' else {}
            self.directives()
            operations.append({'kind': kind, 'name': name, 'defaults': defaults, 'selections': self.selections()})
        return operations, fragments

    def variables(self):
        defaults = {}
        self.take('(')
        while not self.skip(')'):
            self.take('$')
            name = self.take()
            self.take(':')
            while self.next in '[]!' or re.match(r'\w', self.next):
                if self.tokens[self.at + 1] == ':':
                    break
                self.take()
            if self.skip('='):
                defaults[name] = self.value({})
            self.directives()
        return defaults

    def selections(self):
        self.depth += 1
        if self.depth > 100:
            raise GraphQLError('The document is nested too deeply.', 'OPERATION_TOO_LARGE')
        found = []
        self.take('{')
        while not self.skip('}'):
            found.append(self.selection())
        self.depth -= 1
        return found

    def selection(self):
        if self.skip('...'):
            if self.next not in ('on', '{', '@'):
                return {'spread': self.take(), 'directives': self.directives()}
            on = self.take() and self.take() if self.next == 'on' else None
            return {'on': on, 'directives': self.directives(), 'selections': self.selections()}
        name = key = self.take()
        if self.skip(':'):
            name = self.take()
        return {
            'key': key, 'name': name, 'arguments': self.arguments(), 'directives': self.directives(),
            'selections': self.selections() if self.next == '{' else None}

    def arguments(self):
        found = {}
        if self.skip('('):
            while not self.skip(')'):
                name = self.take()
                self.take(':')
                found[name] = self.value()
        return found

    def directives(self):
        found = []
        while self.skip('@'):
            found.append((self.take(), self.arguments()))
        return found

    def value(self, _=None):
        """A value as a function of variables; with an argument, the value itself."""
        made = self.make_value()
        return made if _ is None else made(_)

    def make_value(self):
        if self.skip('$'):
            name = self.take()
            return lambda variables: variables.get(name)
        if self.skip('['):
            items = []
            while not self.skip(']'):
                items.append(self.make_value())
            return lambda variables: [item(variables) for item in items]
        if self.skip('{'):
            fields = {}
            while not self.skip('}'):
                name = self.take()
                self.take(':')
                fields[name] = self.make_value()
            return lambda variables: {name: item(variables) for name, item in fields.items()}
        token = self.take()
        constants = {'true': True, 'false': False, 'null': None}
        if token in constants:
            constant = constants[token]
        elif token.startswith('"""'):
            constant = token[3:-3]
        elif token[0] in '"-0123456789':
            constant = json.loads(token)
        else:
            constant = token
        return lambda _: constant


def execute(resolvers, document, variables, context):
    """resolvers: {type: {field: f(parent, arguments, context)}}; a field without one is read from its parent. Answers {data, errors}."""
    operations, fragments = Parser(document).document()
    if len(operations) != 1:
        raise GraphQLError('Send one operation.')
    operation = operations[0]
    if operation['kind'] not in ('query', 'mutation'):
        raise GraphQLError('Only queries and mutations are answered.')
    variables = {**operation['defaults'], **(variables or {})}
    errors, spent = [], [0]

    def applies(directives):
        for name, arguments in directives:
            condition = arguments['if'](variables) if 'if' in arguments else None
            if (name == 'skip' and condition) or (name == 'include' and not condition):
                return False
        return True

    def collect(selections, type_name, fields, seen=()):
        for item in selections:
            spent[0] += 1
            if spent[0] > 500_000:
                raise GraphQLError('The answer is too large.', 'ANSWER_TOO_LARGE')
            if not applies(item['directives']):
                continue
            if 'name' in item:
                fields.setdefault(item['key'], []).append(item)
                continue
            if 'spread' in item:
                if item['spread'] in seen or item['spread'] not in fragments:
                    raise GraphQLError('A fragment is missing or spreads itself.', 'GRAPHQL_VALIDATION_FAILED')
                fragment = fragments[item['spread']]
                inner, chain = fragment, seen + (item['spread'],)
            else:
                inner, chain = item, seen
            if inner['on'] in (None, type_name) and applies(inner['directives']):
                collect(inner['selections'], type_name, fields, chain)
        return fields

    def complete(value, items, path):
        if isinstance(value, list):
            return [complete(item, items, path + [index]) for index, item in enumerate(value)]
        selections = [each for item in items for each in item['selections'] or []]
        if value is None or not selections:
            return value
        if isinstance(value, Exception):
            errors.append(said(value, path))
            return None
        return run(value, value['__typename'], selections, path)

    def run(parent, type_name, selections, path):
        answer = {}
        for key, items in collect(selections, type_name, {}).items():
            field = items[0]
            try:
                if field['name'] == '__typename':
                    value = type_name
                elif field['name'] in resolvers.get(type_name, {}):
                    arguments = {name: value(variables) for name, value in field['arguments'].items()}
                    value = resolvers[type_name][field['name']](parent, arguments, context)
                else:
                    value = parent[field['name']]
                answer[key] = complete(value, items, path + [key])
            except Exception as error:  # One field's failure is its own.
                errors.append(said(error, path + [key]))
                answer[key] = None
        return answer

    data = run({}, operation['kind'].capitalize(), operation['selections'], [])
    return {'data': data, **({'errors': errors} if errors else {})}


def is_mutation(document):
    operations, _ = Parser(document).document()
    return any(operation['kind'] != 'query' for operation in operations)


def said(error, path=None):
    """Only failures that were expected are told with their own words."""
    is_known = isinstance(error, GraphQLError)
    told = {'message': str(error) if is_known else 'An unexpected error occurred.',
            'extensions': {'code': error.code if is_known else 'INTERNAL_SERVER_ERROR'}}
    return {**told, 'path': path} if path is not None else told
