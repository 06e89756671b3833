import type { Standard } from '../../src/exercises/scorm/api';
import { encodeEntities } from './site';

export interface ManifestOptions {
  readonly standard: Standard;
  /** Unique among all packages, and the same in each version of one: `low-rank-lora-en`. */
  readonly identifier: string;
  readonly title: string;
  /** The page that the LMS opens. */
  readonly start: string;
  /** All files of the package but the manifest, as paths below its root. */
  readonly files: readonly string[];
}

type Attributes = Readonly<Record<string, string>>;

const NAMESPACES: Readonly<Record<Standard, Attributes>> = {
  '1.2': {
    xmlns: 'http://www.imsproject.org/xsd/imscp_rootv1p1p2',
    'xmlns:adlcp': 'http://www.adlnet.org/xsd/adlcp_rootv1p2',
  },
  '2004': {
    xmlns: 'http://www.imsglobal.org/xsd/imscp_v1p1',
    'xmlns:adlcp': 'http://www.adlnet.org/xsd/adlcp_v1p3',
    'xmlns:imsss': 'http://www.imsglobal.org/xsd/imsss',
  },
};
const SCHEMA_VERSION: Readonly<Record<Standard, string>> = { '1.2': '1.2', '2004': '2004 4th Edition' };
/** The same attribute, in the spelling of each standard. */
const SCO: Readonly<Record<Standard, Attributes>> = {
  '1.2': { 'adlcp:scormtype': 'sco' },
  '2004': { 'adlcp:scormType': 'sco' },
};

/**
 * `imsmanifest.xml` of a package with one activity. It asks for no mastery score and no sequence: what is complete and
 * what is passed the package says itself, and how it counts is the teacher's to set in the LMS.
 */
export function manifest({ standard, identifier, title, start, files }: ManifestOptions): string {
  const is2004 = standard === '2004';
  const sequencing = (name: string, attributes: Attributes): string[] =>
    is2004 ? [element('imsss:sequencing', {}, element(name, attributes))] : [];
  const item = element(
    'item',
    { identifier: 'activity', identifierref: 'content' },
    element('title', {}, encodeEntities(title)),
    // The package itself says what is complete and passed; without this the LMS would at its end.
    ...sequencing('imsss:deliveryControls', {
      completionSetByContent: 'true',
      objectiveSetByContent: 'true',
    }),
  );
  return `<?xml version="1.0" encoding="UTF-8"?>\n${element(
    'manifest',
    { identifier, version: '1', ...NAMESPACES[standard] },
    element(
      'metadata',
      {},
      element('schema', {}, 'ADL SCORM'),
      element('schemaversion', {}, SCHEMA_VERSION[standard]),
    ),
    element(
      'organizations',
      { default: 'course' },
      element(
        'organization',
        { identifier: 'course' },
        element('title', {}, encodeEntities(title)),
        item,
        ...sequencing('imsss:controlMode', { choice: 'true', flow: 'true' }),
      ),
    ),
    element(
      'resources',
      {},
      element(
        'resource',
        { identifier: 'content', type: 'webcontent', ...SCO[standard], href: address(start) },
        ...files.map((file) => element('file', { href: address(file) })),
      ),
    ),
  )}\n`;
}

function element(name: string, attributes: Attributes, ...children: readonly string[]): string {
  const pairs = Object.entries(attributes).map(([key, value]) => ` ${key}="${encodeEntities(value)}"`);
  if (children.length === 0) return `<${name}${pairs.join('')}/>`;
  const isText = children.length === 1 && !children[0]?.startsWith('<');
  const inner = isText ? children[0] : `\n${children.join('\n').replaceAll(/^/gm, '  ')}\n`;
  return `<${name}${pairs.join('')}>${inner}</${name}>`;
}

/** The standards want addresses: what is no letter of an address is escaped. */
function address(path: string): string {
  return path.split('/').map(encodeURIComponent).join('/');
}
