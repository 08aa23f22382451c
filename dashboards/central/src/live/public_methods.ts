// SPDX-License-Identifier: Apache-2.0
// The methods of the public view, in its order. The three kinds of injection are one there, under
// the number of the unspecified one.
import { Method } from "@sejuta/shared/gen/sejuta/v1/dimensions_pb";

export const publicMethods: readonly Method[] = [
  Method.IUD,
  Method.IMPLAN,
  Method.SUNTIK,
  Method.PIL,
  Method.KONDOM,
  Method.MOW,
  Method.MOP,
  Method.MAL,
];
