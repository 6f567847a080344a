import { treeContract } from '../../test/contracts/tree.ts';
import { memoryTree } from './memory-tree.ts';

treeContract('memoryTree', memoryTree);
