import { defineConfig } from '@graphql-mesh/compose-cli';
import { loadJSONSchemaSubgraph } from '@omnigraph/json-schema';
import { endpoints } from '../providers/requests.mjs';

/*
 * The three REST APIs as Mesh reads them. Records are JSON, not types: providers write one and the same
 * field in several forms, which a schema can't.
 */

const json = { type: 'object', additionalProperties: true };
const records = { type: 'array', items: json };

const ccrm = loadJSONSchemaSubgraph('Ccrm', {
  endpoint: endpoints.ccrm,
  operationHeaders: endpoints.ccrmHeaders,
  operations: [
    {
      type: 'Query',
      field: 'callHistory',
      path: '/callHistory?dateFrom={args.dateFrom}&dateTo={args.dateTo}&page={args.page}',
      method: 'GET',
      responseSchema: object('CcrmCallHistory', {
        data: records,
        otherData: object('CcrmCount', { totalCount: { type: 'integer' } }),
      }),
    },
    {
      type: 'Query',
      field: 'notesOfCall',
      path: '/notes?callHistory={args.uuid}',
      method: 'GET',
      responseSchema: object('CcrmNotes', { data: records }),
    },
  ],
});

const ringme = loadJSONSchemaSubgraph('Ringme', {
  endpoint: endpoints.ringme.replace(/\/client\/@me\/client\/$/, ''),
  operationHeaders: endpoints.ringmeHeaders,
  operations: [
    {
      type: 'Query',
      field: 'ringmeClient',
      path: '/client/@me/client/',
      method: 'GET',
      responseSchema: object('RingmeClient', { name: { type: 'string' }, timezone: { type: 'string' } }),
    },
  ],
});

const { code, showAll } = endpoints.voicenterBody;
const voicenter = loadJSONSchemaSubgraph('Voicenter', {
  endpoint: endpoints.voicenter.replace(/\/GetExtensions$/, ''),
  operations: [
    {
      type: 'Query',
      field: 'getExtensions',
      path: `/GetExtensions?code=${code}&showAll=${showAll}`,
      method: 'GET',
      responseSchema: object('VoicenterAnswer', { EXTENSIONS: records }),
    },
  ],
});

export const composeConfig = defineConfig({
  subgraphs: [ccrm, ringme, voicenter].map((sourceHandler) => ({ sourceHandler })),
});

function object(title, properties) {
  return { type: 'object', title, properties };
}
