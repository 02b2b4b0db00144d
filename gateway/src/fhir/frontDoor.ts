import { WaslError } from '@wasl/schema/errors.ts';
import type { Gateway } from '../pipeline/gateway.ts';
import type { Asked } from '../pipeline/leaving.ts';
import { release } from '../pipeline/release.ts';
import { askGraph } from './askGraph.ts';
import { capabilityStatement } from './capability.ts';
import type { FhirAnswer, FhirRequest } from './exchange.ts';
import { interact } from './interact.ts';
import { isServedBy } from './isServedBy.ts';
import { methodsAt } from './methods.ts';
import { refuseAs } from './outcome.ts';
import { Refused } from './refused.ts';
import { createPageSeal } from './search/sealedCursor.ts';
import { createSmartConfiguration } from './smart.ts';
import { stampDemo } from './stampDemo.ts';
import { tidy } from './tidy.ts';

export interface FrontDoorOptions {
  /** Whose pages can be told from others': the gateways' common secret. Default: pages open in this process alone. */
  secret?: string | undefined;
  /** OIDC issuer, whose endpoints SMART clients are told of. Default: they are told of none. */
  issuer?: string | undefined;
  /** All people are invented: their resources are stamped with the purpose HTEST. Default false. */
  isDemo?: boolean | undefined;
}

/** FHIR R4 over the graph: REST to operations of its own, which go through the pipeline as those of `/graphql` do. */
export interface FrontDoor {
  /** Whether the supergraph in force has what the operations ask for; without it there is no front door. */
  isOpen(): boolean;
  /** Answers a request, be it with a refusal. */
  answer(request: FhirRequest): Promise<FhirAnswer>;
  /** Refuses a request that could not be read. */
  refuse(error: unknown, request: Asked & Pick<FhirRequest, 'language'>): Promise<FhirAnswer>;
}

/** Creates the front door of a gateway. */
export function createFrontDoor(gateway: Gateway, options: FrontDoorOptions = {}): FrontDoor {
  const seal = createPageSeal(options.secret);
  const smart = createSmartConfiguration(options.issuer);

  async function answerOpenly(request: FhirRequest): Promise<FhirAnswer> {
    if (!methodsAt(request.path).includes(request.method)) throw new WaslError('METHOD_NOT_ALLOWED');
    if (request.path === '/metadata') return { status: 200, resource: capabilityStatement(request) };
    if (request.path === '/.well-known/smart-configuration') return { status: 200, resource: await smart() };
    return interact(request, askGraph(request, gateway), seal);
  }

  /** What the pipeline has refused has left through it already; so do the front door's own refusals, where they are counted and masked. */
  async function refuse(error: unknown, request: Asked & Pick<FhirRequest, 'language'>): Promise<FhirAnswer> {
    const refused =
      error instanceof Refused ? error : new Refused(await release({ kind: 'refusal', error, request, gateway }));
    return refuseAs(refused, request.language);
  }

  return {
    isOpen: () => isServedBy(gateway.supergraph.current()),
    async answer(request) {
      const found = await answerOpenly(request).catch((error: unknown) => refuse(error, request));
      const resource = tidy(found.resource);
      return { ...found, resource: options.isDemo ? stampDemo(resource) : resource };
    },
    refuse,
  };
}
