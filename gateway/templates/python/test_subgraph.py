"""`python3 -m unittest`"""
import unittest

from graphql_execution import execute
from subgraph import RESOLVERS, SDL

CITIZEN = {'sub': 'somebody', 'scopes': ['patient/Patient.rs'],
           'decision': {'role': 'citizen', 'categories': ['DEMOGRAPHICS'], 'labels': ['*']}}
QUERY = '''query ($representations: [_Any!]!) {
  _entities(representations: $representations) { ... on Patient { healthId sampleName { id note } } } }'''
ASKED = {'representations': [{'__typename': 'Patient', 'healthId': 'HEALTH-ID'},
                             {'__typename': 'Patient', 'healthId': '000000000000'}]}


class Subgraph(unittest.TestCase):
    def test_answers_patients_in_the_order_in_which_they_are_asked_for(self):
        self.assertEqual(execute(RESOLVERS, QUERY, ASKED, CITIZEN), {'data': {'_entities': [
            {'healthId': 'HEALTH-ID', 'sampleName': [{'id': '1', 'note': 'An invented example.'}]},
            {'healthId': '000000000000', 'sampleName': []}]}})

    def test_gives_nothing_of_a_kind_that_the_gateway_did_not_open(self):
        closed = {**CITIZEN, 'decision': {'role': 'citizen', 'categories': ['ALLERGIES']}}
        answer = execute(RESOLVERS, QUERY, ASKED, closed)
        self.assertEqual(answer['data']['_entities'][0]['sampleName'], [])

    def test_tells_its_schema(self):
        self.assertEqual(execute(RESOLVERS, '{ _service { sdl } }', None, {}), {'data': {'_service': {'sdl': SDL}}})


if __name__ == '__main__':
    unittest.main()
