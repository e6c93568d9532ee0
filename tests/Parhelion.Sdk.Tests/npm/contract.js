// Holds answers of the API against an OpenAPI document, and lists the facts of a document. Commands:
//   validate DOCUMENT EXCHANGES   every answer against the schema of its operation and status. A member that the schema does not have is a fault. EXCHANGES is a
//                                 JSON file: [{ method, path, status, type, body }], or of events: [{ event, body }]. Prints { faults: [text], operations: [id of those that succeeded] }.
//   facts DOCUMENT                the fields of the successful answer of every operation, and of the schemas in them, one line each.
const fs = require('fs');
const { parse } = require('yaml');
const Ajv = require('ajv/dist/2019').default;
const addFormats = require('ajv-formats').default;

const [command, file, exchanges] = process.argv.slice(2);
const document = parse(fs.readFileSync(file, 'utf8'));
const schemas = document.components.schemas;
const verbs = ['get', 'post', 'put', 'patch', 'delete'];
const operations = Object.entries(document.paths).flatMap(([path, item]) => verbs.filter((verb) => item[verb]).map((verb) => ({ path, verb, ...item[verb] })));

const nameOf = (reference) => reference.split('/').at(-1);
const resolve = (schema) => (schema?.$ref ? resolve(schemas[nameOf(schema.$ref)]) : schema);

// JSON Schema from the dialect of OpenAPI. A closed schema refuses members that it does not know; the parts of a composition are open, and the whole is closed.
const definitions = {};
function definition(name, isOpen, variant) {
  // A schema with variants that extend it is, as a part of a variant, only its own fields.
  const isBase = variant !== undefined && Object.values(schemas[name].discriminator?.mapping ?? {}).some((reference) => nameOf(reference) === variant);
  const key = `${isBase ? 'base' : isOpen ? 'open' : 'closed'}.${name}`;
  if (!definitions[key]) {
    definitions[key] = {};
    Object.assign(definitions[key], convert(isBase ? { ...schemas[name], discriminator: undefined } : schemas[name], isOpen, name));
  }
  return { $ref: `#/$defs/${key}` };
}

const kept = ['type', 'enum', 'const', 'format', 'minLength', 'maxLength', 'minimum', 'maximum', 'minItems', 'maxItems', 'pattern'];
function convert(schema, isOpen = false, owner = undefined) {
  if (schema === undefined || schema === true) return {};
  if (schema.$ref) return definition(nameOf(schema.$ref), isOpen, owner);
  const made = Object.fromEntries(kept.filter((key) => schema[key] !== undefined).map((key) => [key, schema[key]]));
  if (schema.items) made.items = convert(schema.items);
  // What only requests have must not be in an answer.
  const properties = Object.entries(schema.properties ?? {}).filter(([, property]) => !resolve(property).writeOnly);
  if (properties.length) made.properties = Object.fromEntries(properties.map(([name, property]) => [name, convert(property)]));
  if (Array.isArray(schema.required)) made.required = schema.required.filter((name) => !schema.properties?.[name]?.writeOnly);
  if (typeof schema.additionalProperties === 'object') made.additionalProperties = convert(schema.additionalProperties);
  const parts = [...(schema.allOf ?? []).map((part) => convert(part, true, owner)), ...chosen(schema)];
  if (parts.length) made.allOf = parts;
  if (!isOpen && (properties.length || parts.length) && !isFree(schema)) made.unevaluatedProperties = false;
  return schema.nullable ? { anyOf: [made, { type: 'null' }] } : made;
}

// One of several schemas: the one that the discriminator names, or any.
function chosen(schema) {
  const options = schema.oneOf ?? schema.anyOf;
  const { propertyName, mapping } = schema.discriminator ?? {};
  if (mapping) {
    return Object.entries(mapping).map(([value, reference]) => ({
      if: { properties: { [propertyName]: { const: value } }, required: [propertyName] }, then: definition(nameOf(reference), true),
    }));
  }
  return options ? [{ anyOf: options.map((option) => convert(option, true)) }] : [];
}

// Whether a schema, or a part of it, takes members that it does not name.
const isFree = (schema) => {
  const one = resolve(schema);
  return one.additionalProperties !== undefined && one.additionalProperties !== false || (one.allOf ?? []).some(isFree);
};

const known = ({ path, parameters }) => [...(document.paths[path].parameters ?? []), ...(parameters ?? [])]
  .map((parameter) => (parameter.$ref ? document.components.parameters[nameOf(parameter.$ref)] : parameter)).filter((parameter) => parameter.in === 'query').map((parameter) => parameter.name);

function operationOf(method, path) {
  const parts = path.split('?')[0].replace(/^\/sc\//, '/').replace(/\/$/, '').split('/');
  const fits = operations.filter(({ path: template, verb }) => {
    const names = template.replace(/\/$/, '').split('/');
    return verb === method.toLowerCase() && names.length === parts.length && names.every((name, i) => name.startsWith('{') || name === parts[i]);
  });
  // The most literal template, as in routing.
  return fits.sort((a, b) => a.path.split('{').length - b.path.split('{').length)[0];
}

// Collects what is wrong with a text of JSON. A schema is compiled once for each key.
const checks = {};
function check(key, schema, body, place, faults) {
  checks[key] ??= addFormats(new Ajv({ strict: false, allErrors: true, logger: false })).compile({ ...convert(schema), $defs: definitions });
  if (checks[key](JSON.parse(body))) return;
  for (const { keyword, instancePath, params, message } of checks[key].errors) {
    if (['if', 'anyOf', 'allOf'].includes(keyword)) continue;
    const field = [...instancePath.split('/').slice(1).filter((part) => !/^\d+$/.test(part)), params.unevaluatedProperty ?? params.missingProperty].filter(Boolean).join('.');
    faults.add(`${place} ${field}: ${keyword === 'unevaluatedProperties' ? 'unknown' : keyword === 'required' ? 'missing' : message}`);
  }
}

function validate() {
  const faults = new Set();
  const succeeded = new Set();
  const errors = Object.keys(schemas).find((name) => name.toLowerCase() === 'errorresponse');
  for (const { method, path, status, type, body, event } of JSON.parse(fs.readFileSync(exchanges, 'utf8'))) {
    if (event) {
      // The schema of an event has its type as title.
      const name = Object.keys(schemas).find((one) => schemas[one].title === event);
      if (name) check(event, { $ref: `#/components/schemas/${name}` }, body, event, faults);
      else faults.add(`${event}: no such event`);
      succeeded.add(event);
      continue;
    }
    const operation = operationOf(method, path);
    if (!operation) {
      faults.add(`${method} ${path.split('?')[0]}: no such operation`);
      continue;
    }
    const id = operation.operationId;
    for (const parameter of new URL(path, 'http://host').searchParams.keys()) {
      // An object in the query (style deepObject) is declared by its name only.
      if (!known(operation).some((name) => name === parameter || parameter.startsWith(`${name}[`))) faults.add(`${id}: the query parameter ${parameter} is not described`);
    }
    const isOk = status < 400;
    if (isOk) succeeded.add(id);
    const answer = operation.responses[status] ?? operation.responses.default;
    if (!answer && isOk) faults.add(`${id} ${status}: this status is not described`);
    const schema = answer?.content?.['application/json']?.schema ?? (isOk ? undefined : { $ref: `#/components/schemas/${errors}` });
    if (!schema) continue;
    if (/^application\/json(;|$)/.test(type ?? '')) check(`${id} ${status}`, schema, body, id, faults);
    else faults.add(`${id} ${status}: the answer is ${type}, not JSON`);
  }
  process.stdout.write(JSON.stringify({ faults: [...faults].sort(), operations: [...succeeded].sort() }));
}

function facts() {
  const lines = [];
  const waiting = [];
  const known = new Set();
  const refer = (name, schema) => {
    if (!known.has(name)) {
      known.add(name);
      waiting.push({ name, schema });
    }
    return name;
  };
  const fieldsOf = (schema) => {
    const one = resolve(schema);
    const parts = [...(one.allOf ?? []), ...(one.oneOf ?? []), ...(one.anyOf ?? []), ...(one.oneOf || one.anyOf ? [] : Object.values(one.discriminator?.mapping ?? {}).map(($ref) => ({ $ref })))];
    return Object.assign({}, ...parts.map((part) => (part.$ref && part.$ref === schema.$ref ? {} : seen(part))), one.properties);
  };
  // The variants of a schema extend it: it is not asked again by them.
  const stack = [];
  const seen = (part) => {
    if (part.$ref && stack.includes(part.$ref)) return {};
    stack.push(part.$ref);
    const fields = fieldsOf(part);
    stack.pop();
    return fields;
  };
  // An object without a name is named by the field that holds it.
  const kindOf = (schema, place) => {
    const one = resolve(schema);
    const type = [].concat(one.type ?? []).find((name) => name !== 'null');
    if (type === 'array') return `[]${kindOf(one.items, place)}`;
    if (type && type !== 'object') return type;
    // A part with nothing of its own is what it is made of.
    if (!schema.$ref && one.allOf?.length === 1 && !one.properties) return kindOf(one.allOf[0], place);
    if (!Object.keys(seen(schema)).length) return type ?? 'any';
    return schema.$ref ? refer(nameOf(schema.$ref), schemas[nameOf(schema.$ref)]) : refer(place, schema);
  };
  for (const { verb, path, responses } of operations) {
    for (const [status, response] of Object.entries(responses).filter(([code]) => code < '300')) {
      const schema = response.content?.['application/json']?.schema;
      if (schema) lines.push(`${verb.toUpperCase()} ${path.replace(/(?<=.)\/$/, '')} ${status}: ${kindOf(schema, `${verb} ${path}`.replace(/\W+/g, '-'))}`);
    }
  }
  while (waiting.length) {
    const { name, schema } = waiting.shift();
    stack.push(`#/components/schemas/${name}`);
    const fields = Object.entries(seen(schema)).filter(([, field]) => !resolve(field).writeOnly);
    stack.pop();
    lines.push(`${name}: ${fields.map(([field, kind]) => `${field} ${kindOf(kind, `${name}.${field}`)}`).join(', ')}`);
  }
  process.stdout.write(`${lines.join('\n')}\n`);
}

({ validate, facts })[command]();
