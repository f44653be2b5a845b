import { expect, test } from '@jest/globals';
import { networkOf } from '../../src/auth/network-of.js';

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['::ffff:192.0.2.7', '192.0.2.7'],
  ['::FFFF:c000:0207', '192.0.2.7'],
  ['2001:db8:0:1::', '2001:db8:0:1'],
  ['2001:0DB8:0000:0001:ffff:ffff:ffff:ffff', '2001:db8:0:1'],
  ['2001:db8::2', '2001:db8:0:0'],
  ['2001:db8:0:1:2:3:192.0.2.7', '2001:db8:0:1'],
  ['::1', '0:0:0:0'],
  ['::', '0:0:0:0'],
  ['1::', '1:0:0:0'],
  ['64:ff9b::192.0.2.7', '64:ff9b:0:0'],
  ['fe80::1%eth0', 'fe80:0:0:0'],
  ['unknown', 'unknown'],
  ['', 'unknown'],
  ['192.0.2.7:49152', '192.0.2.7'],
  ['[2001:db8:0:1::2]:49152', '2001:db8:0:1'],
  ['[2001:db8:0:1::2]', '2001:db8:0:1'],
  ['192.0.2.7:', 'unknown'],
  ['a'.repeat(9000), 'unknown'],
])('the address %s counts as the network %s', (address, network) => {
  expect(networkOf(address)).toBe(network);
});
