import type { DocumentDto } from './document.dto.js';

/** The body of the answer to `GET /worklists/new`, as far as this application reads it. */
export interface Worklist {
  total?: number | string;
  workflow_list?: Workflow[];
}

interface Workflow {
  wfuid: string | number;
  wfname: string;
  status: string;
  step?: string | number;
  nickname?: string;
  email?: string;
  startdate?: string;
}

/** The vendor's names end here. */
export function toDocument(workflow: Workflow): DocumentDto {
  return {
    id: String(workflow.wfuid),
    title: workflow.wfname,
    status: workflow.status,
    step: String(workflow.step ?? ''),
    name: workflow.nickname ?? '',
    email: workflow.email ?? '',
    startedAt: workflow.startdate ?? '',
  };
}
