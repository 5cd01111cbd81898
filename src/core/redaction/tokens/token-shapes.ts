import type { KnownSecret } from './known-secret.ts'

// Prefixes and lengths follow the providers' documentation and the rules of gitleaks
// (https://github.com/gitleaks/gitleaks, MIT License, Copyright (c) 2019 Zachary Rice), written anew for one pass.

/** Where a token may begin: no word goes before it, though an escape sequence may end in a letter. */
const BEFORE = String.raw`(?:^|[^\w-]|\\[nrtbf]|\\u00[\da-fA-F]{2}|%[\da-fA-F]{2}|\x1b\[[\d;]{0,8}m)`

/** A prefix of this length is met by chance in no name: one may go before it, `call_sk-proj-...`. */
const LONG = 4

/**
 * A token that begins with a prefix and ends with the run of its characters.
 *
 * @note The character before is checked after the prefix: V8 finds a pattern that starts with letters much faster.
 */
function token(kind: string, prefixes: string[], rest: string): KnownSecret {
  const prefix = prefixes.map(escape).join('|')
  const isLong = prefixes.every(({ length }) => length >= LONG)
  const before = isLong ? `(?:${BEFORE}|_)` : BEFORE
  const pattern = new RegExp(`(?:${prefix})(?<=${before}(?:${prefix}))${rest}`, 'dg')
  return { kind, atoms: prefixes, pattern, accept: looksDrawn }
}

/**
 * A key of Azure, with a signature in its middle.
 *
 * @note The signature is looked for first: a run of characters would be tried at each place of a picture in base64.
 */
function azureKey(signature: string, character: string, before: number, rest: string): KnownSecret {
  const mark = escape(signature)
  const start = character.includes('+') ? `(?<!${character})` : ''
  const pattern = new RegExp(`${mark}(?<=${start}${character}{${before}}${mark})${rest}`, 'dg')
  return { kind: 'azure-key', atoms: [signature], pattern, before }
}

/** @note `sk-internationalization` is a word, and so is `glpat-your-token-goes-here`. */
function looksDrawn(secret: string): boolean {
  return /[0-9]|[A-Z]{16}/.test(secret) || (/[a-z]/.test(secret) && /[A-Z]/.test(secret))
}

function escape(literal: string): string {
  return literal.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

const END = String.raw`(?![\w-])`
/** A character of base64; a slash only within a run of them, as a path may go on after the token. */
const BASE64 = String.raw`(?:[\w+-]|\/(?=[\w+/-]{4})|%2[BFbf])`
const UUID = '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'
const PROJECT_KEYS = ['sk-proj-', 'sk-svcacct-', 'sk-admin-', 'sk-None-']

/** Tokens with a prefix. Ordered: where two match the same characters, the first names the kind. */
export const TOKENS: KnownSecret[] = [
  token('anthropic-key', ['sk-ant-'], String.raw`[\w-]{24,4096}`),
  token('openrouter-key', ['sk-or-'], String.raw`[\w-]{24,4096}`),
  token('langfuse-key', ['sk-lf-'], '[0-9a-f-]{32,4096}'),
  token('openai-key', PROJECT_KEYS, String.raw`[\w-]{24,4096}`),
  token('openai-key', ['sk-'], '[A-Za-z0-9]{20,4096}'),
  token('openai-key', ['ek_'], '[A-Za-z0-9]{32,4096}'),
  token('google-api-key', ['AIza'], String.raw`[\w-]{35}${END}`),
  token('google-api-key', ['AQ.A'], String.raw`[\w-]{40,4096}`),
  token('google-oauth-token', ['ya29.'], String.raw`[\w-]{24,4096}`),
  token('google-client-secret', ['GOCSPX-'], String.raw`[\w-]{20,4096}`),
  token('github-token', ['ghp_', 'gho_', 'ghs_', 'ghu_', 'ghr_'], '[A-Za-z0-9]{36,4096}'),
  token('github-token', ['github_pat_'], String.raw`\w{40,4096}`),
  token('gitlab-token', ['glpat-', 'gldt-', 'glrt-', 'glptt-'], String.raw`[\w-]{20,4096}`),
  token('slack-token', ['xoxb-', 'xoxp-', 'xoxa-', 'xoxr-', 'xoxs-'], '[A-Za-z0-9-]{10,4096}'),
  token('slack-token', ['xapp-'], '[0-9]-[A-Za-z0-9-]{20,4096}'),
  token('aws-access-key', ['AKIA', 'ASIA'], `[A-Z0-9]{16}${END}`),
  token('stripe-key', ['sk_live_', 'sk_test_', 'rk_live_', 'rk_test_'], '[A-Za-z0-9]{16,4096}'),
  token('stripe-webhook-secret', ['whsec_'], '[A-Za-z0-9+/]{24,4096}={0,2}'),
  token('elevenlabs-key', ['sk_'], `[0-9a-f]{48}${END}`),
  token('huggingface-token', ['hf_', 'api_org_'], '[A-Za-z0-9]{30,4096}'),
  token('groq-key', ['gsk_'], '[A-Za-z0-9]{40,4096}'),
  token('xai-key', ['xai-'], '[A-Za-z0-9]{40,4096}'),
  token('replicate-token', ['r8_'], '[A-Za-z0-9]{36,4096}'),
  token('perplexity-key', ['pplx-'], '[A-Za-z0-9]{40,4096}'),
  token('cerebras-key', ['csk-'], '[A-Za-z0-9]{32,4096}'),
  token('nvidia-key', ['nvapi-'], String.raw`[\w-]{40,4096}`),
  token('tavily-key', ['tvly-'], '[A-Za-z0-9-]{20,4096}'),
  token('langsmith-key', ['lsv2_'], String.raw`\w{32,4096}`),
  token('pinecone-key', ['pcsk_'], String.raw`\w{40,4096}`),
  token('npm-token', ['npm_'], `[A-Za-z0-9]{36}${END}`),
  token('pypi-token', ['pypi-AgE'], String.raw`[\w-]{50,4096}`),
  token('sendgrid-key', ['SG.'], String.raw`[\w-]{16,32}\.[\w-]{30,64}${END}`),
  token('digitalocean-token', ['dop_v1_'], '[0-9a-f]{64}'),
  token('shopify-token', ['shpat_', 'shpss_'], '[0-9a-fA-F]{32}'),
  token('linear-key', ['lin_api_'], '[A-Za-z0-9]{32,4096}'),
  token('alibaba-key', ['LTAI'], `[A-Za-z0-9]{20}${END}`),
  token('amazon-bedrock-key', ['ABSK'], `${BASE64}{40,4096}={0,2}`),
  token(
    'aws-session-token',
    ['IQoJb3JpZ2lu', 'FwoGZXIvYXdz', 'FQoGZXIvYXdz'],
    `${BASE64}{60,4096}={0,2}`,
  ),
  token('together-key', ['tgp_v1_'], String.raw`[\w-]{40,4096}`),
  token('fireworks-key', ['fw_'], `[A-Za-z0-9]{20,64}${END}`),
  token('voyage-key', ['pa-'], String.raw`[A-Za-z0-9][\w-]{39,80}`),
  token('jina-key', ['jina_'], '[A-Za-z0-9]{40,4096}'),
  token('openai-session', ['sess-'], `[A-Za-z0-9]{36,64}${END}`),
  token('databricks-token', ['dapi'], `[0-9a-f]{32}(?:-[0-9])?${END}`),
  token('google-refresh-token', ['1//0'], String.raw`[\w-]{40,512}`),
  token('supabase-key', ['sb_secret_'], String.raw`[\w-]{20,4096}`),
  token('supabase-token', ['sbp_'], '[0-9a-f]{40}'),
  token('notion-token', ['ntn_'], '[A-Za-z0-9]{40,64}'),
  token('notion-token', ['secret_'], `[A-Za-z0-9]{43}${END}`),
  token('atlassian-token', ['ATATT3', 'ATCTT3', 'ATBB'], '[A-Za-z0-9_=-]{24,512}'),
  token('figma-token', ['figd_', 'figo_'], String.raw`[\w-]{36,512}`),
  token('vault-token', ['hvs.', 'hvb.', 'hvr.'], String.raw`[\w-]{24,512}`),
  token('grafana-token', ['glsa_'], String.raw`[A-Za-z0-9]{32}_[0-9A-Fa-f]{8}`),
  token('grafana-token', ['glc_'], `${BASE64}{32,512}={0,2}`),
  token('newrelic-key', ['NRAK-'], `[A-Z0-9]{27}${END}`),
  token('newrelic-key', ['NRII-', 'NRJS-', 'NRRA-', 'NRIQ-'], '[A-Za-z0-9-]{19,64}'),
  token('sentry-token', ['sntrys_', 'sntryu_', 'sntrya_'], `${BASE64}{40,4096}={0,2}`),
  token('docker-token', ['dckr_pat_', 'dckr_oat_'], String.raw`[\w-]{20,512}`),
  token('fly-token', ['fm1_', 'fm1a_', 'fm1r_', 'fm2_', 'fo1_'], `${BASE64}{40,4096}={0,2}`),
  token('resend-key', ['re_'], String.raw`[A-Za-z0-9]{6,12}_[A-Za-z0-9]{16,64}`),
  token('runpod-key', ['rpa_'], '[A-Za-z0-9]{40,128}'),
  token(
    'slack-token',
    ['xoxe-', 'xoxe.xoxb-', 'xoxe.xoxp-', 'xoxd-', 'xoxc-', 'xoxo-'],
    `${BASE64}{20,4096}`,
  ),
  token(
    'gitlab-token',
    ['glcbt-', 'glft-', 'glsoat-', 'glimt-', 'glagent-', 'gloas-', 'glffct-'],
    String.raw`[\w-]{16,4096}`,
  ),
  token('postman-key', ['PMAK-'], '[0-9a-f]{24}-[0-9a-f]{34}'),
  token('digitalocean-token', ['doo_v1_', 'dor_v1_'], '[0-9a-f]{64}'),
  token('shopify-token', ['shpca_', 'shppa_'], '[0-9a-fA-F]{32}'),
  token('linear-key', ['lin_oauth_'], '[A-Za-z0-9]{32,4096}'),
  token(
    'doppler-token',
    ['dp.pt.', 'dp.st.', 'dp.ct.', 'dp.sa.'],
    String.raw`(?:[\w-]{1,32}\.)?[A-Za-z0-9]{40,64}`,
  ),
  token('dynatrace-token', ['dt0c01.', 'dt0s16.'], '[A-Z0-9]{24}\\.[A-Z0-9]{64}'),
  token('easypost-key', ['EZAK', 'EZTK'], `[A-Za-z0-9]{54}${END}`),
  token('flutterwave-key', ['FLWSECK_TEST-', 'FLWSECK-'], '[A-Za-z0-9-]{12,64}'),
  token('frameio-token', ['fio-u-'], String.raw`[\w-]{64}`),
  token('heroku-key', ['HRKU-AA'], String.raw`[\w-]{58}`),
  token('hubspot-token', ['pat-na1-', 'pat-eu1-'], '[0-9a-f-]{36}'),
  token('octopus-key', ['API-'], `[A-Z0-9]{26}${END}`),
  token('onepassword-token', ['ops_eyJ'], '[A-Za-z0-9+/_-]{100,4096}={0,2}'),
  token('onepassword-key', ['A3-'], '[A-Z0-9]{6}-[A-Z0-9]{6,11}-[A-Z0-9-]{11,24}'),
  token('openshift-token', ['sha256~'], String.raw`[\w-]{43}`),
  token(
    'planetscale-token',
    ['pscale_tkn_', 'pscale_oauth_', 'pscale_pw_'],
    String.raw`[\w-]{32,64}`,
  ),
  token('prefect-key', ['pnu_', 'pnb_'], '[A-Za-z0-9]{36}'),
  token('pulumi-token', ['pul-'], '[0-9a-f]{40}'),
  token('readme-key', ['rdme_'], '[a-z0-9]{70}'),
  token('rubygems-key', ['rubygems_'], '[0-9a-f]{48}'),
  token('scalingo-token', ['tk-us-'], String.raw`[\w-]{48}`),
  token('sendinblue-key', ['xkeysib-'], '[0-9a-f]{64}-[A-Za-z0-9]{16}'),
  token('shippo-token', ['shippo_live_', 'shippo_test_'], '[0-9a-fA-F]{40}'),
  token('sourcegraph-token', ['sgp_'], '(?:[0-9a-fA-F]{16}_|local_)?[0-9a-fA-F]{40}'),
  token('square-token', ['sq0atp-', 'sq0csp-'], String.raw`[\w-]{22,60}`),
  token('terraform-token', ['atlasv1.'], String.raw`[\w-]{60,70}`),
  token('typeform-token', ['tfp_'], String.raw`[\w.=-]{59}`),
  token('vercel-token', ['vcp_', 'vck_', 'vca_'], '[A-Za-z0-9]{24,128}'),
  token('adobe-secret', ['p8e-'], '[A-Za-z0-9]{32}'),
  token('age-key', ['AGE-SECRET-KEY-1'], '[A-Z0-9]{58}'),
  token('artifactory-token', ['AKCp'], '[A-Za-z0-9]{69}'),
  token('clojars-token', ['CLOJARS_'], '[A-Za-z0-9]{60}'),
  token('duffel-token', ['duffel_test_', 'duffel_live_'], String.raw`[\w=-]{43}`),
  token('infracost-key', ['ico-'], '[A-Za-z0-9]{32}'),
  token('mapbox-token', ['sk.eyJ'], String.raw`[\w-]{40,512}\.[\w-]{16,64}`),
  token('netlify-token', ['nfp_', 'nfc_'], '[A-Za-z0-9]{36,64}'),
  token('neon-key', ['napi_'], '[A-Za-z0-9]{40,80}'),
  token('airtable-token', ['pat'], String.raw`[A-Za-z0-9]{14}\.[0-9a-f]{64}`),
  token('apify-token', ['apify_api_'], '[A-Za-z0-9]{32,64}'),
  token('firecrawl-key', ['fc-'], `[0-9a-f]{32}${END}`),
  token('e2b-key', ['e2b_'], '[0-9a-f]{40}'),
  token('posthog-key', ['phx_', 'phs_'], '[A-Za-z0-9]{40,64}'),
  token('contentful-token', ['CFPAT-'], String.raw`[\w-]{43}`),
  token('asana-token', ['1/1', '2/1'], String.raw`\d{10,18}(?:\/\d{10,18})?:[0-9a-f]{32}`),
  token(
    'paseto',
    ['v1', 'v2', 'v3', 'v4'].flatMap((version) => [`${version}.local.`, `${version}.public.`]),
    String.raw`[\w-]{32,4096}(?:\.[\w-]{1,1024})?`,
  ),
  token('slack-token', ['xwfp-'], '[A-Za-z0-9-]{20,4096}'),
  token('openai-key', ['sk-'], '[a-z0-9]{2,12}-[A-Za-z0-9]{28,4096}'),
  token('helicone-key', ['sk-helicone-'], '[a-z0-9]{7}(?:-[a-z0-9]{7}){3}'),
  token('letta-key', ['sk-let-'], '[A-Za-z0-9+/=]{40,4096}'),
  token('context7-key', ['ctx7sk-'], UUID),
  token('llamacloud-key', ['llx-'], '[A-Za-z0-9]{40,64}'),
  token('mem0-key', ['m0-'], `[A-Za-z0-9]{36,64}${END}`),
  token('browserbase-key', ['bb_live_', 'bb_test_'], String.raw`[\w-]{20,64}`),
  token('hyperbrowser-key', ['hb_'], `[0-9a-f]{32}${END}`),
  token('steel-key', ['ste-'], `[A-Za-z0-9]{48,80}${END}`),
  token('chroma-key', ['ck-'], `[A-Za-z0-9]{40,64}${END}`),
  token('turbopuffer-key', ['tpuf_'], '[A-Za-z0-9]{28,64}'),
  token('friendli-token', ['flp_'], '[A-Za-z0-9]{40,64}'),
  token('cartesia-key', ['sk_car_'], '[A-Za-z0-9]{20,64}'),
  token('brave-key', ['BSA'], `[A-Za-z0-9]{26,30}${END}`),
  token('anyscale-key', ['esecret_'], '[A-Za-z0-9]{24,64}'),
  token('modal-key', ['ak-', 'as-'], `[A-Za-z0-9]{22}${END}`),
  token('humanloop-key', ['hl_sk_'], '[0-9a-f]{48}'),
  token('promptlayer-key', ['pl_'], `[0-9a-f]{32}${END}`),
  token('wandb-key', ['wandb_v1_'], String.raw`\w{40,128}`),
  token('daytona-key', ['dtn_'], '[0-9a-f]{64}'),
  token('luma-key', ['luma-'], `${UUID}-${UUID}`),
  token('langsmith-key', ['ls__'], '[0-9a-f]{32}'),
  token('trigger-key', ['tr_dev_', 'tr_prod_', 'tr_stg_', 'tr_pat_'], '[A-Za-z0-9]{20,64}'),
  token('inngest-key', ['signkey-prod-', 'signkey-test-', 'signkey-branch-'], '[0-9a-f]{64}'),
  token('baidu-key', ['bce-v3/ALTAK-'], '[A-Za-z0-9]{16,32}/[0-9a-f]{40}'),
  token('tencent-key', ['AKID'], `[A-Za-z0-9]{32}${END}`),
  token('yandex-key', ['AQVN'], String.raw`[\w-]{35,38}${END}`),
  token(
    'tailscale-key',
    ['tskey-auth-', 'tskey-api-', 'tskey-client-', 'tskey-scim-', 'tskey-webhook-'],
    String.raw`[\w-]{20,128}`,
  ),
  token('circleci-token', ['CCIPAT_', 'CCIPRJ_'], '[A-Za-z0-9]{16,32}_[0-9a-f]{40}'),
  token('buildkite-token', ['bkua_', 'bkct_'], '[0-9a-f]{40}'),
  token('launchdarkly-key', ['sdk-'], `${UUID}${END}`),
  token('plaid-token', ['access-production-', 'access-sandbox-', 'access-development-'], UUID),
  token(
    'braintree-token',
    ['access_token$production$', 'access_token$sandbox$'],
    String.raw`[a-z0-9]{16}\$[0-9a-f]{32}`,
  ),
  token('square-token', ['EAAA'], String.raw`[\w-]{60}${END}`),
  token('meta-token', ['EAA'], String.raw`[A-Za-z0-9]{100,300}(?![\w+=-]|\/[\w+/]{8})`),
  token('okta-token', ['SSWS '], String.raw`[\w-]{30,64}`),
  token('harness-token', ['pat.', 'sat.'], String.raw`[\w-]{22}\.[0-9a-f]{24}\.[A-Za-z0-9]{20}`),
  token('render-key', ['rnd_'], `[A-Za-z0-9]{28,40}${END}`),
  token('nylas-key', ['nyk_v0_'], '[A-Za-z0-9]{40,80}'),
  token('firebase-token', ['APA91b'], String.raw`[\w-]{100,200}`),
  token('cloudflare-key', ['v1.0-'], '[0-9a-f]{24}-[0-9a-f]{146}'),
  token('trello-token', ['ATTA'], '[0-9a-f]{72}'),
  token('clickup-token', ['pk_'], String.raw`\d{5,9}_[A-Z0-9]{32}${END}`),
  token('calcom-key', ['cal_live_'], '[0-9a-f]{32}'),
  token('mailersend-token', ['mlsn.'], '[0-9a-f]{64}'),
  token('retool-token', ['retool_01'], '[a-z0-9]{24}'),
  token('dropbox-token', ['sl.'], String.raw`(?:u\.)?[\w-]{130,2000}`),
  token('artifactory-token', ['cmVmdGtuO'], '[A-Za-z0-9]{54,60}'),
  token('snyk-token', ['snyk_uat.', 'snyk_sat.'], String.raw`[0-9a-f]{8}(?:\.[\w-]{16,512}){1,3}`),
  token('statsig-secret', ['secret-'], `[A-Za-z0-9]{32,64}${END}`),
  token('wallet-key', ['xprv9', 'xprvA', 'tprv8'], `[1-9A-HJ-NP-Za-km-z]{100,112}${END}`),
  {
    kind: 'discord-token',
    atoms: ['MT', 'Mj', 'Mz', 'ND', 'NT', 'Nj', 'Nz', 'OD', 'OT'].flatMap((start) =>
      Array.from('AEIMQUYcgk', (next) => start + next),
    ),
    pattern: new RegExp(
      String.raw`[MNO][DTjz][AEIMQUYcgk](?<=${BEFORE}...)[\w-]{20,25}\.[GXYZ][\w-]{5}\.[\w-]{27,40}${END}`,
      'dg',
    ),
  },
  {
    kind: 'mailchimp-key',
    atoms: Array.from('123456789', (digit) => `-us${digit}`),
    pattern: new RegExp(String.raw`-us\d{1,2}(?<=${BEFORE}[0-9a-f]{32}-us\d{1,2})${END}`, 'dg'),
    before: 32,
  },
  {
    kind: 'azure-client-secret',
    atoms: Array.from('0123456789', (digit) => `${digit}Q~`),
    pattern: new RegExp(
      String.raw`[\w~.]{3}\dQ~(?<=${BEFORE}[\w~.]{3}\dQ~)[\w~.-]{31,34}${END}`,
      'dg',
    ),
  },
  azureKey('JQQJ99', '[A-Za-z0-9]', 52, '[A-Za-z0-9]{26}'),
  azureKey('+ASt', '[A-Za-z0-9+/]', 76, '[A-Za-z0-9+/]{6}=='),
  azureKey('ACDb', '[A-Za-z0-9+/]', 42, '[A-Za-z0-9+/]{6}=='),
  azureKey('AzSe', '[A-Za-z0-9]', 42, '[A-D][A-Za-z0-9]{5}'),
  {
    kind: 'jwe',
    atoms: ['eyJ'],
    pattern: new RegExp(
      String.raw`eyJ(?<=${BEFORE}eyJ)[\w-]{10,4096}\.[\w-]{0,2048}\.[\w-]{8,64}\.[\w-]{1,8192}\.[\w-]{16,64}${END}`,
      'dg',
    ),
  },
  {
    kind: 'twilio-key',
    atoms: Array.from('0123456789abcdef', (digit) => `SK${digit}`),
    pattern: new RegExp(`SK(?<=${BEFORE}SK)[0-9a-f]{32}${END}`, 'dg'),
  },
  {
    kind: 'telegram-token',
    atoms: Array.from('0123456789', (digit) => `${digit}:A`),
    pattern: new RegExp(String.raw`\d{8,10}(?<=${BEFORE}(?:bot)?\d{8,10}):A[\w-]{34}${END}`, 'dg'),
  },
  {
    kind: 'jwt',
    atoms: ['eyJ'],
    pattern: new RegExp(
      String.raw`eyJ(?<=${BEFORE}eyJ)[\w-]{10,65536}\.eyJ[\w-]{10,1000000}\.[\w-]{16,65536}`,
      'dg',
    ),
  },
]
