import type { ExportApi, RequestParam } from '../documents/document.js';
import { asObject, flagAt, type JsonObject, listAt, textAt } from '../http/json.js';

/**
 * Reads `export_api_info`. Returns `undefined` if there is none, `invalid` if nothing can be posted to it.
 *
 * The 2021 page types it as an array and shows an object [D?]: both are read. The check of the URL is inferred. [I]
 */
export function readExportApi(value: unknown): ExportApi | undefined | 'invalid' {
  const info = asObject(Array.isArray(value) ? value[0] : value);
  if (value === undefined || value === null || (Array.isArray(value) && value.length === 0)) return undefined;
  if (!info) return 'invalid';
  const url = textAt(info, 'url') ?? '';
  const apiType = textAt(info, 'api_type') ?? 'ALL';
  if (url !== '' && !isHttpUrl(url)) return 'invalid';
  if (apiType !== 'ALL' && apiType !== 'StartAndEnd') return 'invalid';
  return toExportApi(info, url, apiType);
}

function toExportApi(info: JsonObject, url: string, apiType: ExportApi['apiType']): ExportApi {
  const requestCode = textAt(info, 'request_code') ?? '';
  return {
    url,
    apiType,
    requestCode,
    authorization: textAt(info, 'authorization') ?? '',
    // `is_embed` is v3's, the request code `embed` is the old way to say it. [D]
    embed: flagAt(info, 'is_embed') === true || requestCode === 'embed',
    linkType: textAt(info, 'link_type') ?? '',
    fieldNames: listAt(info, 'field_names').flatMap(readFieldName),
    requestParams: listAt(info, 'request_params').flatMap(readRequestParam),
  };
}

function readFieldName(entry: unknown): ExportApi['fieldNames'] {
  const fieldName = textAt(asObject(entry), 'field_name');
  const newName = textAt(asObject(entry), 'new_name') ?? fieldName;
  return fieldName && newName ? [{ fieldName, newName }] : [];
}

function readRequestParam(entry: unknown): RequestParam[] {
  const param = asObject(entry);
  const id = textAt(param, 'param_id');
  const fieldNames = listAt(param, 'fields').flatMap((field) => textAt(asObject(field), 'field_name') ?? []);
  return id ? [{ id, value: textAt(param, 'param_value') ?? '', fieldNames }] : [];
}

function isHttpUrl(text: string): boolean {
  return URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}
