import { create } from '@bufbuild/protobuf';
import { timestampFromDate } from '@bufbuild/protobuf/wkt';
import { Category, ProductSchema } from '../gen/shop/catalog/v1/product_pb.ts';
import type { Product } from '../gen/shop/catalog/v1/product_pb.ts';
import { euros } from './amounts.ts';

/** What is on the shelves when the shop opens, sorted by id. The same every time. */
export function openingProducts(): readonly Product[] {
  return [
    create(ProductSchema, {
      id: 'burr-grinder',
      name: 'Burr grinder',
      description: 'Forty steps from Turkish to French press.',
      price: euros(18_900),
      category: Category.BREWING,
      attributes: { weight: '3.1 kg', burrs: 'steel, 54 mm' },
      listedAt: date('2024-11-04T09:00:00Z'),
      barcode: '4006381333931',
      availability: { case: 'inStock', value: { shipsInDays: 1 } },
    }),
    create(ProductSchema, {
      id: 'coffee-capsules',
      name: 'Coffee capsules',
      description: 'Aluminium, and a bad conscience.',
      price: euros(449),
      category: Category.CAPSULES,
      listedAt: date('2019-02-01T09:00:00Z'),
      legacySku: '100-07',
      availability: { case: 'discontinued', value: true },
    }),
    create(ProductSchema, {
      id: 'espresso-cup',
      name: 'Espresso cup',
      description: 'Thick porcelain that keeps an espresso warm.',
      price: euros(1_250),
      category: Category.CUPS,
      attributes: { material: 'porcelain', volume: '80 ml' },
      variants: [
        { id: 'white', name: 'white' },
        { id: 'cobalt', name: 'cobalt blue', surcharge: euros(200) },
      ],
      listedAt: date('2025-03-14T08:00:00Z'),
      barcode: '4012345678901',
      supplierData: { supplier: 'Keramik Nord', kilnCycles: 2, dishwasherSafe: true },
      legacySku: '100-42',
      availability: { case: 'inStock', value: { shipsInDays: 1 } },
    }),
    create(ProductSchema, {
      id: 'espresso-machine',
      name: 'Espresso machine',
      description: 'Two boilers, no screen, one lever.',
      price: euros(149_900),
      category: Category.BREWING,
      attributes: { weight: '21 kg', power: '1400 W' },
      listedAt: date('2026-01-10T09:00:00Z'),
      availability: { case: 'preorder', value: { releaseAt: date('2027-02-01T00:00:00Z') } },
    }),
    create(ProductSchema, {
      id: 'house-blend',
      name: 'House blend',
      description: 'Espresso roast from two farms in Brazil and one in Sidamo.',
      price: euros(1_390),
      category: Category.BEANS,
      attributes: { weight: '500 g', roast: 'medium' },
      variants: [
        { id: 'whole', name: 'whole beans' },
        { id: 'ground', name: 'ground for filter' },
      ],
      listedAt: date('2025-01-07T07:30:00Z'),
      barcode: '4098765432109',
      availability: { case: 'inStock', value: { shipsInDays: 2 } },
    }),
    create(ProductSchema, {
      id: 'latte-glass',
      name: 'Latte glass',
      description: 'Double wall, cool outside.',
      price: euros(990),
      category: Category.CUPS,
      attributes: { material: 'borosilicate glass', volume: '300 ml' },
      listedAt: date('2025-06-01T08:00:00Z'),
      availability: { case: 'inStock', value: { shipsInDays: 3 } },
    }),
  ];
}

function date(text: string) {
  return timestampFromDate(new Date(text));
}
