import { durationFromMs } from '@bufbuild/protobuf/wkt';
import { CatalogService } from '../gen/shop/catalog/v1/catalog_service_pb.ts';
import type { Product } from '../gen/shop/catalog/v1/product_pb.ts';
import { InventoryService } from '../gen/shop/inventory/v1/inventory_service_pb.ts';
import { OrderService } from '../gen/shop/orders/v1/order_service_pb.ts';
import { RecommendationService } from '../gen/shop/recommendations/v1/recommendation_service_pb.ts';
import { StorefrontService } from '../gen/shop/storefront/v1/storefront_service_pb.ts';
import { UserService } from '../gen/shop/users/v1/user_service_pb.ts';
import type { CallContext } from '../rpc/context.ts';
import { implement } from '../rpc/implementation.ts';
import type { BoundService } from '../rpc/implementation.ts';

/** What the shop's pages are made of. */
export function storefront(): BoundService {
  return implement(StorefrontService, {
    async getHomePage({ userId }, context) {
      const [name, { products }] = await Promise.all([
        nameOf(userId, context),
        context.call('catalog', CatalogService.method.listProducts, { page: { pageSize: 3 } }),
      ]);
      return { greeting: `Welcome, ${name}`, featured: products };
    },

    async getProductPage({ productId, userId }, context) {
      const startedAt = performance.now();
      const [{ product }, stock, recommended] = await Promise.all([
        context.call('catalog', CatalogService.method.getProduct, { id: productId }),
        // A page without these is still a page.
        context
          .call('inventory', InventoryService.method.getStock, { productId })
          .catch(() => undefined),
        context
          .call('recommendations', RecommendationService.method.listRecommendations, {
            productId,
            ...(userId === undefined ? {} : { userId }),
          })
          .catch(() => undefined),
      ]);
      return {
        ...(product === undefined ? {} : { product }),
        ...(stock?.level === undefined ? {} : { stock: stock.level }),
        recommendations: recommended?.recommendations ?? [],
        renderTime: durationFromMs(Math.round(performance.now() - startedAt)),
      };
    },

    async checkout({ userId, basket, paymentMethod }, context) {
      const { order } = await context.call('orders', OrderService.method.placeOrder, {
        userId,
        lines: basket,
        ...(paymentMethod === undefined ? {} : { paymentMethod }),
      });
      return {
        ...(order === undefined ? {} : { order }),
        confirmation: `Thank you, ${userId}: ${order?.id ?? ''} is on its way.`,
      };
    },

    async *chat(requests, context) {
      for await (const { text } of requests) {
        yield answerTo(text, await productsOf(context));
      }
    },
  });
}

async function nameOf(userId: string | undefined, context: CallContext): Promise<string> {
  if (userId === undefined) {
    return 'stranger';
  }
  const { user } = await context.call('users', UserService.method.getUser, { id: userId });
  return user?.displayName ?? userId;
}

async function productsOf(context: CallContext): Promise<readonly Product[]> {
  return (await context.call('catalog', CatalogService.method.listProducts, {})).products;
}

/** The first product with a word of the question in its name. */
function answerTo(text: string, products: readonly Product[]) {
  const words = text.toLowerCase().match(/[a-z]{4,}/g) ?? [];
  const product = products.find(({ name }) =>
    words.some((word) => name.toLowerCase().includes(word)),
  );
  return product === undefined
    ? { text: 'I only know about coffee. What would you like to drink from?' }
    : { text: `You might like this one: ${product.description}`, product };
}
