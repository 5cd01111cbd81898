import type { HeaderGroup } from './header-group.ts'

/** Headers of services that are no models: what tools call. */
export const SERVICE_HEADERS: readonly HeaderGroup[] = [
  {
    provider: 'GitHub',
    source: 'https://docs.github.com/en/rest/about-the-rest-api/api-versions',
    selects: { version: ['x-github-api-version'], form: ['x-github-next-global-id'] },
  },
  {
    provider: 'Stripe',
    source: 'https://docs.stripe.com/api/connected-accounts',
    selects: { version: ['stripe-version'], account: ['stripe-account', 'stripe-context'] },
  },
  {
    provider: 'Notion',
    source: 'https://developers.notion.com/reference/versioning',
    selects: { version: ['notion-version'] },
  },
  {
    provider: 'Square',
    source: 'https://developer.squareup.com/docs/build-basics/versioning-overview',
    selects: { version: ['square-version'] },
  },
  {
    provider: 'Plaid',
    source: 'https://plaid.com/docs/api/versioning/',
    selects: { version: ['plaid-version'] },
  },
  {
    provider: 'Intercom',
    source:
      'https://developers.intercom.com/docs/build-an-integration/learn-more/rest-apis/api-versioning',
    selects: { version: ['intercom-version'] },
  },
  {
    provider: 'LinkedIn',
    source: 'https://learn.microsoft.com/en-us/linkedin/marketing/versioning',
    selects: {
      version: ['linkedin-version', 'x-restli-protocol-version'],
      feature: ['x-restli-method'],
    },
  },
  {
    provider: 'Asana',
    source: 'https://developers.asana.com/docs/deprecations',
    selects: { feature: ['asana-enable', 'asana-disable'] },
  },
  {
    provider: 'Microsoft Graph',
    source: 'https://learn.microsoft.com/en-us/graph/aad-advanced-queries',
    selects: { feature: ['consistencylevel'], version: ['odata-version', 'odata-maxversion'] },
  },
  {
    provider: 'PostgREST and Supabase',
    source: 'https://docs.postgrest.org/en/v12/references/api/schemas.html',
    selects: { route: ['accept-profile', 'content-profile'] },
  },
  {
    provider: 'Hasura',
    source: 'https://hasura.io/docs/2.0/auth/authorization/roles-variables/',
    selects: { account: ['x-hasura-role', 'x-hasura-user-id'] },
  },
  {
    provider: 'APIs with a version of their own',
    source: 'https://helpcenter.veeam.com/docs/backup/vbr_rest/versioning.html',
    since: 2,
    selects: { version: ['x-api-version', '*-api-version'] },
  },
  {
    provider: 'Azure Storage',
    source:
      'https://learn.microsoft.com/en-us/rest/api/storageservices/versioning-for-the-azure-storage-services',
    since: 2,
    selects: { version: ['x-ms-version'] },
  },
  {
    provider: 'Unsplash',
    source: 'https://unsplash.com/documentation#version',
    since: 2,
    selects: { version: ['accept-version'] },
  },
  {
    provider: 'Pinecone',
    source: 'https://docs.pinecone.io/reference/api/versioning',
    selects: { version: ['x-pinecone-api-version'] },
  },
  {
    provider: 'SOAP',
    source: 'https://www.w3.org/TR/2000/NOTE-SOAP-20000508/#_Toc478383528',
    since: 3,
    selects: { feature: ['soapaction'] },
  },
  {
    provider: 'Dropbox',
    source: 'https://www.dropbox.com/developers/documentation/http/documentation',
    since: 3,
    selects: {
      feature: ['dropbox-api-arg'],
      route: ['dropbox-api-path-root'],
      account: ['dropbox-api-select-user', 'dropbox-api-select-admin'],
    },
  },
  {
    provider: 'Algolia',
    source: 'https://www.algolia.com/doc/rest-api/search',
    since: 3,
    selects: { account: ['x-algolia-application-id'] },
  },
]
