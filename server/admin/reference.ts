import { escapeHtml, wholePage } from '../platform/publicPage.ts'

type Schema = {
  $ref?: string
  type?: string | string[]
  const?: unknown
  enum?: unknown[]
  format?: string
  description?: string
  properties?: Record<string, Schema>
  required?: string[]
  items?: Schema
  additionalProperties?: Schema | boolean
  anyOf?: Schema[]
  oneOf?: Schema[]
  allOf?: Schema[]
}
type Content = { content?: Record<string, { schema?: Schema }> }
type Operation = {
  tags?: string[]
  summary?: string
  description?: string
  'x-permission'?: string
  security?: unknown[]
  parameters?: { name: string; in: string; required?: boolean; description?: string; schema?: Schema }[]
  requestBody?: Content
  responses?: Record<string, Content & { description?: string }>
}
type Document = {
  info: { title: string; version: string; description?: string }
  paths?: Record<string, Record<string, Operation>>
  components?: { schemas?: Record<string, Schema> }
}

const style = `
@media (min-width:40rem){main{max-width:64rem;margin:1rem auto}}
h2{margin:2.5rem 0 .5rem;text-transform:capitalize}details{border-top:1px solid var(--line);padding:.25rem 0}
summary{cursor:pointer;padding:.5rem 0;overflow-wrap:anywhere}summary b{display:inline-block;min-width:4.25rem;color:var(--accent)}
table{border-collapse:collapse;width:100%;font-size:.875rem}td,th{padding:.25rem .75rem .25rem 0;text-align:left;vertical-align:top;
  border-top:1px solid var(--line);overflow-wrap:anywhere}th{font-weight:600;white-space:nowrap}h3{font-size:.875rem;margin:1rem 0 .25rem}
nav a{display:inline-block;margin:0 .75rem .25rem 0;padding:.25rem 0}a{color:var(--accent)}code{font-size:.875em}`

const methods = ['get', 'post', 'put', 'patch', 'delete']
const nestedAtMost = 6

/**
 * The reference of the API as one page without script, for reading and searching; /docs has the same document to try out.
 * In:     the OpenAPI document.
 */
export function referencePage(given: unknown): string {
  const document = given as Document
  const groups = new Map<string, string[]>()
  for (const [path, operations] of Object.entries(document.paths ?? {}))
    for (const method of methods) {
      const operation = operations[method]
      if (!operation) continue
      const tag = operation.tags?.[0] ?? 'other'
      groups.set(tag, [...(groups.get(tag) ?? []), operationHtml(document, method, path, operation)])
    }
  const names = [...groups.keys()].toSorted()
  const menu = names.map((name) => `<a href="#${escapeHtml(name)}">${escapeHtml(name)}</a>`).join('')
  const parts = names.map((name) => `<h2 id="${escapeHtml(name)}">${escapeHtml(name)}</h2>${groups.get(name)!.join('')}`)
  const { title, version, description } = document.info
  return wholePage(
    `${title}: API reference`,
    `<div id="redoc"><h1>${escapeHtml(title)} API ${escapeHtml(version)}</h1><p>${inline(description ?? '')}</p>` +
      `<p class="quiet"><a href="/docs">Try it out</a> · <a href="/api/openapi.json">OpenAPI document</a></p><nav aria-label="Groups">${menu}</nav>` +
      `${parts.join('')}</div>`,
    null,
    style,
  )
}

function operationHtml(document: Document, method: string, path: string, operation: Operation): string {
  const needs = operation['x-permission']
    ? `Needs <code>${escapeHtml(operation['x-permission'])}</code>.`
    : operation.security?.length === 0
      ? 'Open without login.'
      : ''
  const parameters = (operation.parameters ?? []).map(({ name, in: place, required, description, schema }) =>
    row(name, `${place}, ${typeOf(document, schema)}`, required ?? false, description ?? schema?.description ?? ''),
  )
  // Refusals are the same everywhere; repeated, they would be most of the page.
  const answers = Object.entries(operation.responses ?? {}).filter(([status]) => !/^[45]XX$/.test(status))
  const responses = answers.map(([status, response]) => part(`Response ${status}`, contentRows(document, response), response.description))
  const head = `<summary><b>${method.toUpperCase()}</b> <code>${escapeHtml(path)}</code> <span class="quiet">${inline(operation.summary ?? '')}</span></summary>`
  const body = part('Request body', contentRows(document, operation.requestBody ?? {}))
  return `<details>${head}<p>${inline(operation.description ?? '')} ${needs}</p>${part('Parameters', parameters)}${body}${responses.join('')}</details>`
}

const part = (title: string, rows: string[], text = ''): string =>
  rows.length === 0 && !text
    ? ''
    : `<h3>${escapeHtml(title)}</h3>${text && text !== 'Default Response' ? `<p class="quiet">${inline(text)}</p>` : ''}${rows.length ? `<table>${rows.join('')}</table>` : ''}`

const row = (name: string, type: string, required: boolean, description: string): string =>
  `<tr><th scope="row"><code>${escapeHtml(name)}</code></th><td class="quiet">${escapeHtml(type)}${required ? '' : ', optional'}</td><td>${inline(description)}</td></tr>`

function contentRows(document: Document, { content }: Content): string[] {
  const [first] = Object.values(content ?? {})
  return first?.schema ? schemaRows(document, first.schema, '', 0) : []
}

/** One row for each field, with the fields of objects and lists under their path (`data[].id`). */
function schemaRows(document: Document, given: Schema, prefix: string, depth: number): string[] {
  const schema = resolve(document, given)
  if (depth > nestedAtMost) return []
  const inner = (of: Schema, path: string) => schemaRows(document, of, path, depth + 1)
  const variants = schema.anyOf ?? schema.oneOf ?? schema.allOf ?? []
  return [
    ...Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
      const path = prefix ? `${prefix}.${name}` : name
      const described = field.description ?? resolve(document, field).description ?? ''
      return [row(path, typeOf(document, field), schema.required?.includes(name) ?? false, described), ...inner(field, path)]
    }),
    ...(schema.items ? inner(schema.items, `${prefix}[]`) : []),
    ...variants.flatMap((variant) => inner(variant, prefix)),
  ]
}

function typeOf(document: Document, given: Schema | undefined): string {
  const schema = given ? resolve(document, given) : {}
  if (schema.const !== undefined) return JSON.stringify(schema.const)
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ')
  const variants = schema.anyOf ?? schema.oneOf
  if (variants) return [...new Set(variants.map((variant) => typeOf(document, variant)))].join(' | ')
  const type = [schema.type ?? 'any'].flat().join(' | ')
  return schema.items ? `list of ${typeOf(document, schema.items)}` : schema.format ? `${type} (${schema.format})` : type
}

function resolve(document: Document, schema: Schema): Schema {
  const name = /^#\/components\/schemas\/(.+)$/.exec(schema.$ref ?? '')?.[1]
  return name ? (document.components?.schemas?.[name] ?? {}) : schema
}

/** Text with `code` in backticks. */
const inline = (text: string): string => escapeHtml(text).replace(/`([^`]+)`/g, '<code>$1</code>')
