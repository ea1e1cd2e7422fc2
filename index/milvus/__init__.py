"""The store on Milvus: the same questions, asked of a server that many processes share.

Nothing here is imported before a setting names Milvus; the extra ``[milvus]`` brings its client.
"""
