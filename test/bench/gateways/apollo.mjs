// Stock Apollo: `node apollo.mjs <supergraph file> <port>`.
import { ApolloGateway } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { readFileSync } from 'node:fs';

const [file, port] = process.argv.slice(2);
const quiet = { debug() {}, info() {}, warn() {}, error: (message) => process.stderr.write(`${message}\n`) };
const gateway = new ApolloGateway({ supergraphSdl: readFileSync(file, 'utf8'), logger: quiet });
const server = new ApolloServer({ gateway, introspection: false, logger: quiet });
await startStandaloneServer(server, { listen: { port: Number(port), host: '127.0.0.1' } });
