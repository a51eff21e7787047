import type { Shape } from './shape.js';
import type { World } from './world.js';

/** A request. Its body is sent as JSON. */
export interface Request {
  readonly method?: string;
  readonly path: string;
  readonly body?: unknown;
  /** Whose token it carries; default `acme`. */
  readonly company?: string;
}

/** One call of the vendor's, from its documents (D) or from code that calls it (F). */
export interface ContractCall {
  readonly name: string;
  readonly mark: 'D' | 'F';
  readonly request: (world: World) => Request;
  /** `header.response_code` of the envelope; absent for plain JSON. */
  readonly responseCode?: (world: World) => string;
  /** The body of the envelope, or the whole of plain JSON. */
  readonly answer: Shape;
  /** Result codes of an envelope, or HTTP statuses of plain JSON, each with what leads to it. */
  readonly failures: Readonly<Record<string, readonly ((world: World) => Request)[]>>;
}

const enveloped = (path: string, requestCode: string, body: unknown): Request => ({
  path,
  body: { header: { request_code: requestCode, version: '9.9.99' }, body },
});
const common = (requestCode: string, body: object): Request =>
  enveloped('/JEDOC/Common.do', requestCode, { comp_id: 'acme', biz_id: '0', ...body });
const twoSigners = [
  { field_owner: '1', name: 'B', email: 'b@acme.example', password: 'pass1', password_hint: 'hint' },
  { field_owner: 2, name: 'C', email: '010-1234-5678', mobile_number: '01012345678' },
];

const start = (world: World, more: object = {}): Request =>
  enveloped('/api/acme/startsimple', '5005Q', {
    biz_id: '0',
    workflow_name: 'Offer',
    doc_id: '7',
    memb_email: world.manager,
    player_list: twoSigners,
    ...more,
  });
const startElsewhere = (company: string, world: World): Request => ({
  ...enveloped(`/api/${company}/startsimple`, '5005Q', {
    workflow_name: 'Offer',
    doc_id: '2',
    memb_email: world.manager,
    player_list: [twoSigners[0]],
  }),
  company,
});
const STARTED = {
  comp_id: 'string',
  biz_id: 'string',
  memb_email: 'string',
  workflow_id: 'digits',
  workflow_name: 'string',
  token: 'string',
  lang: 'string',
} as const satisfies Shape;

const startV3 = (more: object = {}, company = 'acme'): Request => ({
  path: '/api/v3/workflows/start?offset=%2B09%3A00',
  body: {
    language: 'ko',
    workflow_name: 'Offer',
    template_id: 7,
    recipient_list: [
      { order: 1, email: 'b@acme.example', name: 'B' },
      { order: 2, email: '01012345678', name: 'C', mobile: '01012345678' },
    ],
    field_list: [{ name: 'Text_1', value: 'x' }],
    ...more,
  },
  company,
});
const linkStart = (more: object = {}): Request => ({
  path: '/api/v3/link/start?offset=%2B09%3A00',
  body: {
    language: 'ko',
    template_id: 7,
    link_manage_name: 'Terms',
    link_max_count: 1,
    enable_cert_mobile: false,
    enable_duplicate_sign: false,
    expiry_date: '2030-01-01 00:00:00',
    ...more,
  },
});

const byPeriod = (more: object = {}): Request =>
  enveloped('/api/acme/search', '5009Q', {
    comp_id: 'acme',
    search_date_type: 'START',
    start_date: '2026-12-01',
    end_date: '2026-12-31',
    field_list: [{ doc_uid: '7', field_name: 'Text_1' }],
    ...more,
  });
const byValue = (more: object = {}): Request =>
  enveloped('/api/acme/search', '5008Q', {
    comp_id: 'acme',
    field_list: [{ doc_uid: '7', field_name: 'Text_1', field_value: 'x' }],
    ...more,
  });
const FOUND = {
  comp_id: 'string',
  wf_list: [
    {
      wfuid: 'digits',
      wf_title: 'string',
      wf_status: 'string',
      doc_uid: 'digits',
      start_date: 'date',
      end_date: 'date or empty',
      wf_manager_name: 'string',
      wf_manager_email: 'string',
      total_process_count: 'digits',
      current_process_no: 'digits',
      field_name: 'string',
      field_value: 'string',
    },
  ],
} as const satisfies Shape;

const ECHO = { comp_id: 'string', biz_id: 'string', memb_email: 'string', workflow_id: 'digits' } as const;
const bulk = (world: World, more: object = {}): Request =>
  common('1410Q', {
    memb_email: world.manager,
    workflow_lib_id: '80',
    workflow_name: 'Offer',
    comment: '',
    enable_legal_agreement: 'false',
    unset_player_list: [{ memb_id_type: 'EMail', email: 'b@acme.example', name: 'B' }],
    ...more,
  });
const change = (world: World, more: object = {}): Request =>
  common('1510Q', { memb_email: world.manager, workflow_id: world.playing, command: 'CANCEL', ...more });
const dispose = (world: World, more: object = {}): Request =>
  change(world, { workflow_id: world.complete, command: 'DISPOSAL', ...more });
const resend = (world: World, more: object = {}): Request =>
  common('1429Q', { memb_email: world.manager, workflow_id: world.playing, ...more });
const action = (world: World, more: object = {}): Request =>
  enveloped('/api/acme/action', '5010Q', {
    comp_id: 'acme',
    biz_id: '0',
    memb_email: 'b@acme.example',
    action_id: '1',
    workflow_id: world.playing,
    comment: '',
    command: 'CF',
    ...more,
  });
const templates = (world: World, more: object = {}): Request =>
  common('1123Q', {
    memb_email: world.manager,
    search_dir_id: 'all',
    display_order_mode: '2',
    ...more,
  });
const DOCUMENT = {
  workflow_name: 'string',
  workflow_type: 'string',
  create_date: 'date',
  last_modify_date: 'date',
  expiry_date: 'date or empty',
  creator_email: 'string',
  creator_name: 'string',
  biz_id: 'string',
  biz_name: 'string',
  current_action_id: 'digits',
  total_action_count: 'digits',
  certificate_url: 'url or empty',
  download_url: 'url or empty',
  view_url: 'url',
  owner_list: [
    {
      action_id: 'digits',
      turn_yn: 'Y or N',
      name: 'string',
      email: 'string',
      phone_number: 'string',
      cert_mobile_yn: 'Y or N',
      cert_password_yn: 'Y or N',
      password_hint: 'string',
    },
  ],
  referer_list: [{ name: 'string', email: 'string', type: 'string' }],
  action_history_list: [
    {
      action_id: 'digits',
      name: 'string',
      confirm_email: 'string',
      confirm_date: 'date',
      comment: 'string',
      step_code: 'string',
    },
  ],
} as const satisfies Shape;
const path = (of: (world: World) => string) => (world: World) => of(world);

/** Every call, with what it answers and refuses. */
export const CONTRACT: readonly ContractCall[] = [
  {
    name: 'POST /api/{companyId}/login (1001Q)',
    mark: 'D',
    request: ({ manager }) => enveloped('/api/acme/login', '1001Q', { memb_email: manager, memb_pwd: 'x' }),
    responseCode: () => '1001A',
    answer: {
      access_token: 'string',
      comp_id: 'string',
      device_id: 'string',
      expire_date: 'date',
      memb_email: 'string',
    },
    failures: {
      10: [({ manager }) => enveloped('/api/acme/login', '1001Q', { memb_email: manager, memb_pwd: 'y' })],
      12: [() => enveloped('/api/acme/login', '1001Q', {})],
    },
  },
  {
    name: 'POST /api/{companyId}/startsimple (5005Q)',
    mark: 'D',
    request: start,
    responseCode: () => '5005A',
    answer: STARTED,
    failures: {
      '-1': [
        (world) => start(world, { workflow_name: undefined }),
        (world) => start(world, { workflow_name: 'a/b' }),
        (world) => start(world, { workflow_name: 'x'.repeat(129) }),
        (world) => start(world, { doc_id: '99' }),
        (world) => start(world, { memb_email: 'nobody@acme.example' }),
        (world) => start(world, { language: 'ko' }),
        (world) => start(world, { comment: 'x'.repeat(251) }),
        (world) => start(world, { player_list: [twoSigners[0]] }),
        (world) => start(world, { player_list: [twoSigners[0], { ...twoSigners[1], name: '' }] }),
        (world) => start(world, { player_list: [twoSigners[0], { ...twoSigners[1], email: 'nowhere' }] }),
        (world) => start(world, { player_list: [twoSigners[0], { ...twoSigners[1], password: '비밀번호' }] }),
        (world) => start(world, { player_list: [twoSigners[0], { ...twoSigners[1], password: 'abc' }] }),
        (world) => start(world, { player_list: [twoSigners[0], { ...twoSigners[1], field_owner: '3' }] }),
        (world) => start(world, { field_list: [{ field_name: 'Check_0', field_value: '1' }] }),
        (world) => start(world, { field_list: [{ field_name: 'Date_0', field_value: '2026-02-30' }] }),
        (world) => start(world, { field_list: [{ field_name: 'Picture_0', field_value: 'AAAA' }] }),
        (world) => start(world, { customer_list: [{ name: 'D' }] }),
        (world) => start(world, { export_api_info: { url: 'nowhere' } }),
      ],
      10: [(world) => ({ ...start(world), path: '/api/ended/startsimple' })],
      11: [
        (world) => ({ ...start(world), body: '{' }),
        (world) => ({ ...start(world), body: { header: {} } }),
      ],
      12: [(world) => startElsewhere('ended', world)],
      13: [(world) => startElsewhere('full', world)],
      19: [(world) => start(world, { expireddate: '20270101' })],
      20: [(world) => start(world, { expireddate: '2026-12-23' })],
    },
  },
  {
    name: 'POST /api/{companyId}/startsimple (5005Q) with request_code embed',
    mark: 'F',
    request: (world) => start(world, { export_api_info: { request_code: 'embed' } }),
    responseCode: () => '5005A',
    answer: {
      ...STARTED,
      play_url: 'url with query',
      next_play_user: 'string',
      next_play_user_name: 'string',
    },
    failures: {},
  },
  {
    name: 'POST /api/{companyId}/startsimple (5005Q) with preview',
    mark: 'D',
    request: (world) => start(world, { preview: 'preview' }),
    responseCode: () => '5005A',
    answer: { preview_url: 'url' },
    failures: {},
  },
  {
    name: 'POST /api/v3/workflows/start',
    mark: 'D',
    request: () => startV3(),
    answer: { workflow_id: 'number', workflow_name: 'string', token: 'string' },
    failures: {
      400: [
        () => ({ ...startV3(), body: '{' }),
        () => startV3({ workflow_name: undefined }),
        () => startV3({ template_id: undefined }),
        () => startV3({ template_id: 99 }),
        () => startV3({ language: 'ko-KR' }),
        () => startV3({ recipient_list: [] }),
        () => startV3({ recipient_list: [{ order: 1, name: 'B', email: 'b@acme.example' }] }),
        () => startV3({ field_list: [{ name: 'Check_0', value: true }] }),
        () => startV3({ expiry_date: '2030-01-01' }),
        () => startV3({ expiry_date: '2026-12-24 11:59:59' }),
        () => startV3({ export_api_info: { url: 'nowhere' } }),
      ],
      403: ['ended', 'full'].map((company) => () => {
        const recipient_list = [{ order: 1, name: 'B', email: 'b@acme.example' }];
        return startV3({ template_id: 2, recipient_list }, company);
      }),
    },
  },
  {
    name: 'POST /api/v3/workflows/start with is_embed',
    mark: 'D',
    request: () => startV3({ export_api_info: { is_embed: true } }),
    answer: {
      workflow_id: 'number',
      workflow_name: 'string',
      token: 'string',
      sign_url: 'url with query',
    },
    failures: {},
  },
  {
    name: 'POST /api/v3/link/start',
    mark: 'F',
    request: () => linkStart(),
    answer: { link_url: 'url', link_manage_name: 'string' },
    failures: {
      400: [
        () => linkStart({ template_id: undefined }),
        () => linkStart({ link_manage_name: undefined }),
        () => linkStart({ link_max_count: 0 }),
        () => linkStart({ enable_cert_mobile: 'false' }),
        () => linkStart({ expiry_date: '2020-01-01 00:00:00' }),
      ],
    },
  },
  {
    name: 'POST /JEDOC/Common.do (1410Q)',
    mark: 'D',
    request: bulk,
    responseCode: () => '1410A',
    answer: {
      workflow_lib_id: 'digits',
      workflow_list: [
        {
          workflow_id: 'digits',
          unset_player_email: 'string',
          unset_player_name: 'string',
          result: 'string',
          description: 'string',
          workflow_name: 'string',
          token: 'string',
          lang: 'string',
          reg_date: 'string',
        },
      ],
    },
    failures: {
      '-1': [() => ({ path: '/JEDOC/Common.do', body: { header: { request_code: '1410Q' } } })],
      10: [(world) => bulk(world, { workflow_lib_id: '99' })],
      11: [(world) => bulk(world, { comp_id: 'full' }), (world) => bulk(world, { memb_email: undefined })],
      13: [(world) => ({ ...bulk(world, { comp_id: 'full', workflow_lib_id: '40' }), company: 'full' })],
      14: [(world) => ({ ...bulk(world, { comp_id: 'ended', workflow_lib_id: '40' }), company: 'ended' })],
      15: [
        (world) => bulk(world, { unset_player_list: [] }),
        (world) => bulk(world, { workflow_lib_id: '70' }),
      ],
    },
  },
  {
    name: 'POST /api/{companyId}/search (5009Q)',
    mark: 'D',
    request: () => byPeriod(),
    responseCode: () => '5009A',
    answer: FOUND,
    failures: {
      10: [() => byPeriod({ comp_id: 'full' })],
      12: [() => enveloped('/api/acme/search', '5005Q', {})],
      17: [
        () => byPeriod({ start_date: undefined }),
        () => byPeriod({ comp_id: undefined }),
        () => byPeriod({ field_list: [{ field_name: 'Text_1' }] }),
        () => byPeriod({ search_date_type: 'ANY' }),
      ],
      18: [() => byPeriod({ field_list: undefined })],
      19: [() => byPeriod({ start_date: '20261201' }), () => byPeriod({ end_date: '2026-02-30' })],
    },
  },
  {
    name: 'POST /api/{companyId}/search (5008Q)',
    mark: 'D',
    request: () => byValue(),
    responseCode: () => '5008A',
    answer: FOUND,
    failures: {
      10: [() => byValue({ comp_id: 'full' })],
      17: [() => byValue({ field_list: [{ doc_uid: '7', field_name: 'Text_1' }] })],
      18: [() => byValue({ field_list: [] })],
    },
  },
  {
    name: 'GET /api/v3/workflows/search-with-value',
    mark: 'F',
    request: () => ({
      path: '/api/v3/workflows/search-with-value?template_id=7&field_name=Text_1&field_value=x&offset=%2B09%3A00',
    }),
    answer: { workflow_list: [{ workflow_id: 'number', status: 'string' }] },
    failures: { 400: [() => ({ path: '/api/v3/workflows/search-with-value?template_id=7' })] },
  },
  {
    name: 'GET /api/v3/workflows',
    mark: 'F',
    request: () => ({
      path:
        '/api/v3/workflows?offset=%2B09%3A00&page=1&date_condition=created_date&step=progress&imminent=false' +
        '&important=false&template_id=7',
    }),
    answer: { workflow_list: [{ workflow_id: 'number', status: 'string' }] },
    failures: {
      400: [() => ({ path: '/api/v3/workflows?step=all' }), () => ({ path: '/api/v3/workflows?page=0' })],
    },
  },
  {
    name: 'GET /worklists/new',
    mark: 'D',
    request: () => ({ path: '/worklists/new?page=1&rows=50' }),
    responseCode: () => '/worklists/new',
    answer: {
      comp_id: 'string',
      isManager: 'boolean',
      memb_email: 'string',
      page: 'digits',
      rows: 'digits',
      total: 'digits',
      workflow_list: [
        {
          wfuid: 'digits',
          wfname: 'string',
          wftype: 'string',
          status: 'string',
          step: 'string',
          nickname: 'string',
          email: 'string',
          startdate: 'date',
          confirmdate: 'date or empty',
          totalprocesscount: 'digits',
          currentprocesscount: 'digits',
          currentactionid: 'digits',
          preactionid: 'string',
          preactionemail: 'string',
        },
      ],
    },
    failures: {},
  },
  {
    name: 'GET /api/v2/workflows/{id}',
    mark: 'D',
    request: ({ playing }) => ({ path: `/api/v2/workflows/${playing}?offset=%2B09%3A00` }),
    responseCode: path(({ playing }) => `/api/v2/workflows/${playing}`),
    answer: {
      ...DOCUMENT,
      workflow_id: 'digits',
      workflow_status: 'string',
      field_list: [{ action_id: 'digits', field_owner: 'string', field_value: 'string', email: 'string' }],
    },
    failures: { 10: [() => ({ path: '/api/v2/workflows/99' })] },
  },
  {
    name: 'GET /api/v3/workflows/{id}',
    mark: 'F',
    request: ({ playing }) => ({ path: `/api/v3/workflows/${playing}?offset=%2B09%3A00` }),
    answer: {
      workflow_id: 'number',
      workflow_name: 'string',
      status: 'string',
      playing_url: 'url with query',
      download_url: 'url or empty',
      field_list: [{ name: 'string', value: 'string' }],
    },
    failures: { 404: [() => ({ path: '/api/v3/workflows/99' })] },
  },
  {
    name: 'POST /JEDOC/Common.do (1510Q) CANCEL',
    mark: 'D',
    request: change,
    responseCode: () => '1510A',
    answer: { ...ECHO, command: 'string' },
    failures: {
      '-1': [() => ({ path: '/JEDOC/Common.do', body: { header: { request_code: '1510Q' } } })],
      11: [
        (world) => change(world, { memb_email: undefined }),
        (world) => change(world, { workflow_id: '99' }),
        (world) => change(world, { workflow_id: world.complete }),
        (world) => change(world, { command: 'BURN' }),
      ],
    },
  },
  {
    name: 'POST /JEDOC/Common.do (1510Q) DISPOSAL',
    mark: 'D',
    request: (world) => dispose(world, { description: 'renewed', timezone_offset: '+09:00' }),
    responseCode: () => '1510A',
    answer: { ...ECHO, command: 'string' },
    failures: {
      11: [
        (world) => dispose(world, { timezone_offset: '+09:00' }),
        (world) => dispose(world, { description: 'renewed' }),
      ],
    },
  },
  {
    name: 'POST /JEDOC/Common.do (1510Q) DELETE',
    mark: 'D',
    request: (world) => change(world, { workflow_id: world.canceled, command: 'DELETE' }),
    responseCode: () => '1510A',
    answer: { ...ECHO, command: 'string' },
    failures: { 11: [(world) => change(world, { command: 'DELETE' })] },
  },
  {
    name: 'POST /JEDOC/Common.do (1429Q)',
    mark: 'D',
    request: (world) => ({ ...resend(world), path: '/JEDOC/Common.do?lang=ko' }),
    responseCode: () => '1429A',
    answer: ECHO,
    failures: {
      10: [(world) => resend(world, { workflow_id: '99' }), (world) => resend(world, { memb_email: '' })],
      11: [(world) => resend(world, { workflow_id: world.complete })],
      12: [(world) => resend(world, { workflow_id: world.canceled })],
      99: [() => ({ path: '/JEDOC/Common.do', body: { header: { request_code: '1429Q' } } })],
    },
  },
  {
    name: 'POST /api/{companyId}/action (5010Q)',
    mark: 'D',
    request: action,
    responseCode: () => '5010A',
    answer: { comp_id: 'string' },
    failures: {
      10: [
        (world) => action(world, { action_id: '2' }),
        (world) => action(world, { memb_email: world.manager }),
        (world) => action(world, { workflow_id: world.complete }),
        (world) => action(world, { command: 'XX' }),
        (world) => ({ ...action(world), path: '/api/full/action' }),
      ],
      12: [() => enveloped('/api/acme/action', '5005Q', {})],
      99: [(world) => action(world, { workflow_id: '' }), (world) => action(world, { command: undefined })],
    },
  },
  {
    name: 'POST /JEDOC/Common.do (1123Q)',
    mark: 'D',
    request: templates,
    responseCode: () => '1123A',
    answer: {
      comp_id: 'string',
      biz_id: 'string',
      memb_email: 'string',
      search_dir_id: 'string',
      file_list: [
        {
          file_id: 'digits',
          file_type: 'string',
          file_name: 'string',
          dir_type: 'string',
          create_memb_email: 'string',
          create_memb_name: 'string',
          create_date: 'date',
          last_modify_date: 'date',
          file_workflow_count: 'digits',
          file_workflow_type: 'string',
          file_workflow_library_id: 'digits',
        },
      ],
    },
    failures: {
      10: [(world) => templates(world, { comp_id: 'full' })],
      12: [() => ({ path: '/JEDOC/Common.do', body: { header: { request_code: '1123Q' } } })],
    },
  },
  {
    name: 'GET /api/v2/docs/{id}',
    mark: 'D',
    request: () => ({ path: '/api/v2/docs/7?offset=%2B09%3A00' }),
    responseCode: () => '/api/v2/docs/7',
    answer: {
      doc_id: 'digits',
      doc_name: 'string',
      doc_type: 'string',
      creator: 'string',
      workflow_library_id: 'digits',
      dir_type: 'string',
      dir_path: 'string',
      last_modifier: 'string',
      file_workflow_count: 'digits',
      last_modify_date: 'date',
      create_date: 'date',
      field_list: [{ action_id: 'digits', field_owner: 'string', email: 'string' }],
    },
    failures: { 10: [() => ({ path: '/api/v2/docs/9' })], 11: [() => ({ path: '/api/v2/docs/99' })] },
  },
  {
    name: 'POST /exportfield',
    mark: 'D',
    request: ({ playing }) => ({ path: '/exportfield', body: { workflow_id: playing } }),
    responseCode: () => '',
    answer: {
      field_data: { Text_1: 'string', Check_0: 'string', Date_0: 'string', Picture_0: 'string' },
      sender_email: 'string',
      start_date: 'date',
      status: 'string',
      workflow_id: 'digits',
      workflow_name: 'string',
      doc_uid: 'digits',
    },
    failures: {},
  },
  {
    name: 'POST /workflow/download',
    mark: 'D',
    request: ({ complete }) => ({ path: '/workflow/download', body: { workflow_id: complete } }),
    responseCode: () => '',
    answer: { doc_url: 'url', cert_url: 'url', workflow_name: 'string' },
    failures: {},
  },
  {
    name: 'GET /api/v2/company',
    mark: 'D',
    request: () => ({ path: '/api/v2/company?offset=%2B09%3A00' }),
    responseCode: () => '/api/v2/company',
    answer: {
      name: 'string',
      contract_company_name: 'string',
      create_email: 'string',
      country_code: 'string',
      workflow_capacity: 'digits',
      workflow_usage: 'digits',
      allow_list: [],
      expiry_date: 'date',
      create_date: 'date',
      grade_code: 'string',
      sign_up_type: 'string',
      workflow_charge_list: [
        {
          grade_code: 'string',
          email: 'string',
          payment_date_time: 'date',
          doc_capacity: 'digits',
          payment_system: 'string',
          payment_amount: 'digits',
        },
      ],
    },
    failures: {},
  },
];
