import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { messageOf } from '@wasl/schema/errors.ts';
import { preferredLanguage } from '@wasl/schema/preferredLanguage.ts';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { repeatedHeader } from './requestTarget.ts';
import { refuse } from './webSockets.ts';

/** The methods of all routes together, for `OPTIONS *`. */
const allMethods = 'GET, HEAD, POST, OPTIONS';

interface Route {
  path: RegExp;
  methods: Set<string>;
}

/**
 * Answers methods that a route does not have, by RFC 9110: OPTIONS with 204, others with 405, both with an `Allow` header. Call it before
 * routes are added.
 */
export function answerOtherMethods(app: FastifyInstance): void {
  const routes = new Map<string, Route>();
  app.addHook('onRoute', ({ url, method }) => {
    const route = routes.get(url) ?? { path: pathPattern(url), methods: new Set() };
    for (const name of [method].flat()) route.methods.add(name);
    routes.set(url, route);
  });
  // The default text names the method, and would differ between HEAD and GET.
  app.setNotFoundHandler((_, reply) => reply.code(404).send({ statusCode: 404, error: 'Not Found' }));
  app.addHook('onRequest', (request, reply, done) => {
    if (repeatedHeader(request.raw) !== undefined) return void reply.code(400).send();
    if (!request.is404) return done();
    const methods = methodsOf(request.url.split('?')[0] ?? '', routes.values());
    if (methods === undefined) return done();
    answerMethod(request, reply.header('allow', methods));
  });
}

/** Answers CONNECT, which is for proxies, with 501; Node would close the connection silently. */
export function refuseTunnels(server: Server): void {
  server.on('connect', (_, socket: Socket) => refuse(socket, 501));
}

function answerMethod(request: FastifyRequest, reply: FastifyReply): void {
  if (request.method === 'OPTIONS') return void reply.code(204).send();
  const message = messageOf('METHOD_NOT_ALLOWED', preferredLanguage(request.headers['accept-language']));
  reply.code(405).send({ statusCode: 405, code: 'METHOD_NOT_ALLOWED', message });
}

function methodsOf(path: string, routes: Iterable<Route>): string | undefined {
  if (path === '*') return allMethods;
  for (const route of routes) if (route.path.test(path)) return [...route.methods, 'OPTIONS'].join(', ');
  return undefined;
}

/** The pattern of a route's path, in which `:name` matches one segment. */
function pathPattern(url: string): RegExp {
  const segments = url
    .split('/')
    .map((segment) => (segment.startsWith(':') ? '[^/]+' : segment.replaceAll(/[^\w-]/g, '\\$&')));
  return new RegExp(`^${segments.join('/')}$`);
}
